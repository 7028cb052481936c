// What the form asks for beyond voice and prompt, as /bridge/fit has it: keys and values in turn. What is left as it was
// is not said: the daemon knows its own defaults.

export function wishes({ budget, candidates, seed, across, negative, start }) {
  const said = ["budget", budget];
  for (const [key, text, usual] of [["candidates", candidates, 1], ["seed", seed, 0], ["across", across, 0]]) {
    const number = Math.trunc(Number(text));
    if (text !== "" && Number.isFinite(number) && number !== usual) said.push(key, number);
  }
  if (negative.trim()) said.push("negative", negative);
  if (start) said.push("start", start);
  return said;
}
