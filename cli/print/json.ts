/** A value as JSON in which every character that would steer a terminal or a pipeline is written as an escape. */
export function printJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2)
    .replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, escaped)
    .replace(/##(?=\w*\[)/g, "\\u0023#");
  return `${text}\n`;
}

function escaped(character: string): string {
  return character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
