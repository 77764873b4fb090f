import { quote } from "../terms/wording";
import type { Template } from "./template";
import { TEMPLATE_NOTES, TEMPLATE_SENTENCES, type TemplateFacts, type TemplateNotes } from "./template-messages";

export type TemplateRefusalCode = keyof TemplateFacts;

/** Why a workload cannot have what it is to be given: a code with facts, and the sentence a person reads. */
export interface TemplateRefusal {
  readonly code: TemplateRefusalCode;
  readonly facts: TemplateFacts[TemplateRefusalCode];
  readonly reason: string;
}

/** What a workload's rules work with: every fact names the workload. */
export interface TemplateContext {
  readonly template: Template;
  /** `StatefulSet shop/web`; `this StatefulSet` without a name. */
  readonly who: string;
  readonly report: <C extends TemplateRefusalCode>(code: C, facts: Omit<TemplateFacts[C], "who">) => void;
  readonly note: <N extends keyof TemplateNotes>(name: N, facts: Omit<TemplateNotes[N], "who">) => void;
  readonly refusals: TemplateRefusal[];
  readonly notes: string[];
}

export function templateContext(template: Template): TemplateContext {
  const who = template.name === undefined ? `this ${template.kind}` : `${template.kind} ${quote(template.name)}`;
  const refusals: TemplateRefusal[] = [];
  const notes: string[] = [];
  return {
    template,
    who,
    report: (code, facts) => {
      const all = { ...facts, who } as unknown as TemplateFacts[typeof code];
      refusals.push({ code, facts: all, reason: TEMPLATE_SENTENCES[code](all) });
    },
    note: (name, facts) => {
      notes.push(TEMPLATE_NOTES[name]({ ...facts, who } as unknown as TemplateNotes[typeof name]));
    },
    refusals,
    notes,
  };
}
