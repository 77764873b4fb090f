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

function optionsOf(command: Command): readonly { readonly flag: string; readonly description: string }[] {
  const shown = command.options.filter(({ hidden, long }) => !hidden && long);
  return [
    ...shown.map(({ long, description }) => ({ flag: String(long), description })),
    { flag: "--help", description: "display help for command" },
  ];
}

/** zsh runs bash's completions when it is asked to. */
function bash(program: Command, shell: "bash" | "zsh"): string {
  const cases = program.commands.map(
    (command) =>
      `    ${command.name()}) words="${optionsOf(command)
        .map(({ flag }) => flag)
        .join(" ")}" ;;`,
  );
  return `${shell === "zsh" ? "autoload -U +X compinit bashcompinit && compinit && bashcompinit\n" : ""}_pulumi_kubeovn() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words="${program.commands.map((command) => command.name()).join(" ")} help"
  [ "$COMP_CWORD" -gt 1 ] && case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    help) ;;
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _pulumi_kubeovn pulumi-kubeovn
`;
}

function fish(program: Command): string {
  const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = program.commands.flatMap((command) => [
    `complete -c pulumi-kubeovn -n __fish_use_subcommand -a ${command.name()} -d ${quote(command.summary())}`,
    ...optionsOf(command).map(
      ({ flag, description }) =>
        `complete -c pulumi-kubeovn -n '__fish_seen_subcommand_from ${command.name()}' -l ${flag.slice(2)} -d ${quote(description)}`,
    ),
  ]);
  return `${lines.join("\n")}\n`;
}
