import { type KindRoom, NOTHING_HELD, NOWHERE } from "../room";
import { spiderForm } from "./object";

/** What a NetworkAttachmentDefinition is made from; names of the attachment and CNI version are annotations. */
export const SPIDER_MULTUS_CONFIG: KindRoom = {
  form: spiderForm("spiderpool.MultusConfig", "SpiderMultusConfig"),
  stage: "network",
  held: NOTHING_HELD,
  standsAt: NOWHERE,
  waitsFor: NOWHERE,
};
