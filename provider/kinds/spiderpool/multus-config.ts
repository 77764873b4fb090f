import { checkMultusConfig, madeInNamespace, multusConfigFields, reserveNothing } from "../../plan";
import { NOTHING_HELD, NOWHERE, type ObjectRoom } from "../room";
import { spiderForm } from "./object";

/** What a NetworkAttachmentDefinition is made from; names of the attachment and CNI version are annotations. */
export const SPIDER_MULTUS_CONFIG: ObjectRoom = {
  fields: multusConfigFields,
  planned: { network: "updates", networkAttachmentDefinition: "updates" },
  object: "SpiderMultusConfig",
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkMultusConfig,
  made: madeInNamespace("SpiderMultusConfig"),
  form: spiderForm(multusConfigFields, "SpiderMultusConfig"),
  stage: "network",
  held: NOTHING_HELD,
  standsAt: NOWHERE,
  waitsFor: NOWHERE,
};
