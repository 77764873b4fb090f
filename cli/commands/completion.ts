import { Argument, type Command } from "commander";
import { EXIT, type ExitCode, type Surroundings } from "../surroundings";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

const EXAMPLES = `
Examples:
  source <(pulumi-kubeovn completion bash)                                            in ~/.bashrc
  source <(pulumi-kubeovn completion zsh)                                             in ~/.zshrc
  pulumi-kubeovn completion fish > ~/.config/fish/completions/pulumi-kubeovn.fish     once`;

/** `completion <shell>`: what a shell needs to complete commands and options. */
export function addCompletionCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  program
    .command("completion")
    .summary("a script that makes a shell complete commands and options")
    .description("Prints a script that makes a shell complete commands and options.")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .addHelpText("after", EXAMPLES)
    .action((shell: Shell) => {
      around.stdout.write(shell === "fish" ? fish(program) : bash(program, shell));
      finish(EXIT.ok);
    });
}

interface Flag {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** All values there are; empty where any will do. */
  readonly choices: readonly string[];
}

/** What can stand behind the name of the program. */
interface Offer {
  readonly name: string;
  readonly summary: string;
  /** What can stand behind the command, its flags apart. */
  readonly words: readonly string[];
  readonly flags: readonly Flag[];
}

const HELP_FLAG: Flag = { flag: "--help", description: "display help for command", takesValue: false, choices: [] };

function offersOf(program: Command): readonly Offer[] {
  const commands = program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary(),
    words: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    flags: [...flagsOf(command), HELP_FLAG],
  }));
  const help = { name: "help", summary: HELP_FLAG.description, words: commands.map(({ name }) => name), flags: [] };
  return [...commands, help];
}

function flagsOf({ options }: Command): readonly Flag[] {
  return options.flatMap(({ hidden, long, description, required, argChoices = [] }) =>
    hidden || !long ? [] : [{ flag: long, description, takesValue: required, choices: argChoices }],
  );
}

/** zsh runs bash's completions when it is asked to. */
function bash(program: Command, shell: "bash" | "zsh"): string {
  const offers = offersOf(program);
  const ofCommands = offers.map(
    ({ name, words, flags }) => `    ${name}) words="${[...words, ...flags.map(({ flag }) => flag)].join(" ")}" ;;`,
  );
  const ofValues = offers.flatMap(({ name, flags }) =>
    flags
      .filter(({ takesValue }) => takesValue)
      .map(({ flag, choices }) => `    "${name} ${flag}") words="${choices.join(" ")}" ;;`),
  );
  return `${shell === "zsh" ? "autoload -U +X compinit bashcompinit && compinit && bashcompinit\n" : ""}_pulumi_kubeovn() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words="${offers.map(({ name }) => name).join(" ")}"
  [ "$COMP_CWORD" -gt 1 ] && case "\${COMP_WORDS[1]}" in
${ofCommands.join("\n")}
    *) words="" ;;
  esac
  [ "$COMP_CWORD" -gt 2 ] && case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD - 1]}" in
${ofValues.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _pulumi_kubeovn pulumi-kubeovn
`;
}

function fish(program: Command): string {
  const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = offersOf(program).flatMap(({ name, summary, words, flags }) => {
    const behind = `complete -c pulumi-kubeovn -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c pulumi-kubeovn -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
      ...(words.length > 0 ? [`${behind} -f -a ${quote(words.join(" "))}`] : []),
      ...flags.map(({ flag, description, takesValue, choices }) => {
        const values = choices.length > 0 ? ` -x -a ${quote(choices.join(" "))}` : takesValue ? " -r" : "";
        return `${behind} -l ${flag.slice(2)}${values} -d ${quote(description)}`;
      }),
    ];
  });
  return `${lines.join("\n")}\n`;
}
