/** A word or phrase that texts of the project do not use, and what they say instead. */
export interface Banned {
  readonly words: RegExp;
  /** What to write; for the message. */
  readonly write: string;
  /** Also inside identifiers and file names, which are read word by word. Default false: prose alone. */
  readonly inNames?: true;
}

/** The project's word list. Idioms come from reviews of the documents; spelling is American, as in Kubernetes and Pulumi. */
export const BANNED: readonly Banned[] = [
  { words: /\bbands?\b/i, write: "planned range", inNames: true },

  { words: /\banew\b/i, write: "recreate, rewrite, restart, again" },
  { words: /\bfor ever\b/i, write: "forever, permanently" },
  { words: /\bbe had\b/i, write: "available" },
  { words: /\bsomebody\b/i, write: "in use by, another owner, someone" },
  { words: /\banybody\b/i, write: "anyone" },
  { words: /\bwithout a word\b/i, write: "silently" },
  { words: /\bin so many words\b/i, write: "explicitly" },
  { words: /\bon purpose\b/i, write: "intentionally" },
  { words: /\bin vain\b/i, write: "without success" },
  { words: /\blooked for\b/i, write: "searched, checked" },
  { words: /\bof whichever\b/i, write: "any" },
  { words: /\broll-outs?\b/i, write: "rollout" },
  { words: /\b(is|are|that a change|pods it) hits?\b|\bhit by\b/i, write: "affected" },
  {
    words: /\b(leave|leaves|leaving) ((one of )?(it|them|that|this|the \w+|"?\w+"?|\$\{[^}]*\}) )?out\b(?! of)/i,
    write: "omit",
  },
  { words: /\bleft out\b/i, write: "omitted" },
  { words: /\bis no duration\b/i, write: "invalid duration" },
  { words: /\bis at home\b/i, write: "belongs to" },
  { words: /\bthe same by hand\b/i, write: "Kube-OVN without this provider" },
  { words: /\bwhat ends with 3\b/i, write: "exit code 3" },
  { words: /\bhow full it gets\b/i, write: "utilization" },
  { words: /\bit takes (?=["'<\d]|true\b|one of|no\b|\w+ or\b)/i, write: "must be, accepts" },
  { words: /\b(takes|take) (it|them) for\b/i, write: "treats it as" },
  { words: /\b(make|makes|made) (it|them|the object) again\b|\bmade again\b/i, write: "recreate" },
  { words: /\b(is|are) borne\b/i, write: "retried, tolerated" },
  { words: /\bhanded out by itself\b|\bgives? to no pod by itself\b/i, write: "never assigns automatically" },
  { words: /\bupon which\b|\bwhereupon\b/i, write: "and then" },
  { words: /\bwho has what\b/i, write: "map of the subnet" },
  { words: /\b(that|which) nobody knows before\b/i, write: "generated" },
  { words: /\bfor reading's sake\b/i, write: "for readability" },

  { words: /\butilisation\b/i, write: "utilization", inNames: true },
  { words: /\b(un)?(coloured|colour|colours|colouring|colourless)\b/i, write: "color", inNames: true },
  { words: /\bneighbour\w*/i, write: "neighbor", inNames: true },
  { words: /\b(un|dis)?honour\w*/i, write: "honor", inNames: true },
  { words: /\b(mis)?behaviour\w*/i, write: "behavior", inNames: true },
  {
    words: /\b(favour|flavour|labour|rumour|harbour|endeavour)\w*/i,
    write: "the American spelling, -or",
    inNames: true,
  },
  { words: /\b(mis)?spelt\b/i, write: "misspelled", inNames: true },
  { words: /\b(learnt|burnt|dreamt|leapt)\b/i, write: "the regular form, -ed", inNames: true },
  {
    words: /\b(un|re)?(label|cancel|model|travel|signal|tunnel|level|total|fuel|channel)l(ed|ing|er)\b/i,
    write: "one l",
    inNames: true,
  },
  { words: /\b(afterwards|towards|forwards|backwards|upwards|downwards)\b/i, write: "without the s" },
  { words: /\b(centre|metre|litre|theatre|calibre)s?\b/i, write: "-er", inNames: true },
  { words: /\b(catalogue|dialogue|analogue)s?\b/i, write: "-og", inNames: true },
  { words: /\b(licence|defence|offence|pretence)s?\b/i, write: "-se", inNames: true },
  {
    words: /\b(grey|greyed|whilst|amongst|judgement|fulfil|artefacts?|ageing|mould)\b/i,
    write: "the American spelling",
  },
  { words: /\b(analyse|analysed|analyses the|analysing|paralyse)\b/i, write: "-yze", inNames: true },
  {
    words:
      /\b(?!(?:un|com)?(?:(?:nofloating)?promis|advis|advertis|exercis|surpris|revis|supervis|devis|precis|concis|premis|enterpris|expertis|nois|rais|aris|ris|prais|kruis|otherwis|likewis))[a-z]{2,}is(?:e|ed|es|ing|ation|ations|er|ers)\b/i,
    write: "-ize, -ization",
    inNames: true,
  },
];

/**
 * Names that files and programs outside read, and which stay: the value `band` of a region's kind and the field
 * `utilisation` of `schemas/plan-report.json`, and the option `--max-utilisation` that an earlier version had.
 */
export const FROZEN: ReadonlySet<string> = new Set(["band", "utilisation", "--max-utilisation", "maxUtilisation"]);
