import type { KubeOvnVersion } from "../terms/version";

/** JSON shape of an argument. */
export type FieldType = "text" | "flag" | "count" | "texts" | "text-or-texts" | "object" | "objects";

/** What an edit of a field does: a new object, an edit of the object, or nothing at all. */
export type Change = "replaces" | "updates" | "nothing";

/** A place in an object: names of fields from the top, and 0 for the only item of a list. */
export type Path = readonly (string | 0)[];

export interface Field {
  readonly type: FieldType;
  /**
   * Where the object of the resource has it: a place, `composed` where its kind writes it together with others, `null`
   * where no object has it. Default: the field of the spec that has its name.
   */
  readonly at?: Path | "composed" | null;
  /** Field of the status that says what is in force, where that may be another value. */
  readonly inForce?: string;
  readonly change: Change;
  readonly required?: true;
  /** Of a text: the values there are. */
  readonly oneOf?: readonly string[];
  /** Of an object, or of each object of a list. */
  readonly shape?: Shape;
  /** Of an object that is a map: of each object in it. */
  readonly each?: Shape;
  /** Kube-OVN chooses the value where nobody says one. */
  readonly filledIn?: true;
  /** Taken away, the value is cleared in the object that is there. */
  readonly clearsInPlace?: true;
  /** First Kube-OVN release that knows the field. */
  readonly since?: KubeOvnVersion;
  /** The order of the items has no meaning. */
  readonly unordered?: true;
  /** The items are addresses and `a-b` ranges of Spiderpool: the addresses count, not how they are written. */
  readonly addresses?: true;
}

/** What may stand in a field of an object that is an argument. */
export interface ShapeField extends Pick<Field, "type" | "required" | "oneOf" | "shape" | "each"> {
  /** Of a count: the smallest and the largest that there is. */
  readonly bounds?: readonly [least: number, most: number];
}

export type Shape = Readonly<Record<string, ShapeField>>;

/** The shape of each field of an object. */
export type ShapeOf<T> = { readonly [K in keyof Required<T>]: ShapeField };

/** The field behind each argument. */
export type Fields<Args> = { readonly [K in keyof Required<Args>]: Field };

const SINCE_1_14: KubeOvnVersion = [1, 14];

export const replaces = (type: FieldType): Field => ({ type, change: "replaces" });
export const updates = (type: FieldType): Field => ({ type, change: "updates" });
/** An argument that tells the provider what to do and stands in no object. */
export const nothing = (type: FieldType): Field => ({ type, change: "nothing", at: null });
export const at = (field: Field, ...path: Path): Field => ({ ...field, at: path });
export const composed = (field: Field): Field => ({ ...field, at: "composed" });
export const filledIn = (field: Field): Field => ({ ...field, filledIn: true });
export const oneOf = (field: Field, values: readonly string[]): Field => ({ ...field, oneOf: values });
export const shaped = (field: Field, shape: Shape): Field => ({ ...field, shape });
export const required = (field: Field): Field => ({ ...field, required: true });
export const unordered = (field: Field): Field => ({ ...field, unordered: true });
export const since114 = (field: Field): Field => ({ ...field, since: SINCE_1_14 });
