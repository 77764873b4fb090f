import type { KubeObject } from "../../objects/kube-object";
import { isDeciding } from "../../objects/kubeovn/deciding";
import { KUBEOVN_API } from "../../objects/kubeovn/kinds";
import { renderKustomization } from "./kustomize";
import { digestOf, type ManifestFile, type ManifestNote } from "./manifest-file";
import { createObjectIndex, type ObjectIndex, type PlacesOf } from "./object-index";
import type { OverlayRoot, Overlays } from "./overlays";
import { parseManifest } from "./parse";

/** What kustomizations make of the objects of a directory. */
export interface Renderings {
  /** Renders what changed since the last time, if it changes objects that decide. */
  refresh(directory: string, index: ObjectIndex, overlays: Overlays): Promise<void>;
  /** The files as they are applied: what a kustomization takes counts as it makes it. */
  shown(index: ObjectIndex, overlays: Overlays): ObjectIndex;
}

interface Rendered {
  /** Of all that it was made from. */
  readonly key: string;
  readonly root: OverlayRoot;
  readonly manifest?: ManifestFile["manifest"];
  readonly note?: ManifestNote;
}

/** None yet. */
export function createRenderings(placesOf: PlacesOf): Renderings {
  let all: readonly Rendered[] = [];
  return {
    async refresh(directory, index, overlays) {
      const known = new Map(all.map((one) => [one.root.file, one]));
      const next: Rendered[] = [];
      for (const root of overlays.roots) {
        if (!isConcerned(root, index)) continue;
        const key = keyOf(root, index);
        const before = known.get(root.file);
        next.push(before?.key === key ? before : { key, root, ...(await render(directory, root, index)) });
      }
      all = next;
    },
    shown(index, overlays) {
      if (all.length === 0) return index;
      const whole = all.filter(({ manifest }) => manifest !== undefined);
      const taken = new Set(whole.flatMap(({ root }) => [...root.resources, ...fragmentsOf(root), root.file]));
      const shown = createObjectIndex(placesOf);
      for (const file of index.files()) {
        if (!taken.has(file.file)) shown.put(withNote(file), overlays.namespaces.get(file.file));
      }
      for (const { root, manifest } of whole) {
        const file = index.file(root.file);
        if (file !== undefined && manifest !== undefined) shown.put({ ...file, manifest });
      }
      return shown;
    },
  };

  function withNote(file: ManifestFile): ManifestFile {
    const note = all.find(({ root }) => root.file === file.file)?.note;
    return note === undefined ? file : { ...file, notes: [...file.notes, note] };
  }
}

/** Whether it changes objects, and some that decide may be among them. */
function isConcerned({ parts, resources }: OverlayRoot, index: ObjectIndex): boolean {
  const all = [...parts.values()];
  if (!all.some(({ isChanging }) => isChanging)) return false;
  const files = [...resources, ...all.flatMap(({ fragments }) => fragments)].flatMap((path) => index.file(path) ?? []);
  return (
    all.some(({ speaksOfAddresses }) => speaksOfAddresses) ||
    files.some(({ manifest, notes, fragmentOf }) =>
      fragmentOf === undefined ? manifest.objects.some(({ object }) => isDeciding(object)) : notes.length > 0,
    )
  );
}

function fragmentsOf({ parts }: OverlayRoot): readonly string[] {
  return [...parts.values()].flatMap(({ fragments }) => fragments);
}

function keyOf(root: OverlayRoot, index: ObjectIndex): string {
  const files = [...root.parts.keys(), ...root.resources, ...fragmentsOf(root)];
  return digestOf(files.map((path) => `${path} ${index.file(path)?.digest}`).join("\n"));
}

async function render(
  directory: string,
  root: OverlayRoot,
  index: ObjectIndex,
): Promise<Pick<Rendered, "manifest" | "note">> {
  const rendering = await renderKustomization(directory, root, (path) => index.file(path) !== undefined);
  const manifest = "text" in rendering ? parseManifest(rendering.text) : undefined;
  const [blemish] = manifest?.blemishes ?? [];
  if (manifest !== undefined && blemish === undefined) {
    return {
      manifest: {
        ...manifest,
        objects: manifest.objects.map((one) => ({ ...one, object: ofCluster(one.object), line: 1 })),
      },
    };
  }
  const why = "why" in rendering ? rendering.why : (blemish?.reason ?? "");
  const reason = `what it makes of objects with addresses is not known here, because it cannot be rendered: ${why}`;
  return { note: { file: root.file, line: 1, reason } };
}

/** Kustomize gives a namespace to every kind that it does not know; Kube-OVN's have none. */
function ofCluster(object: KubeObject): KubeObject {
  if (object.apiVersion !== KUBEOVN_API) return object;
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
