// OSC 1.0 messages as bytes: encode(address, values), decode(bytes) -> [[address, values], ...] (bundles are opened).
// A number goes out as int32 if it is whole and not wrapped in `float()`, else as float32; a string as a string.

export const float = (value) => ({ float: value });

const utf8 = new TextEncoder();
const text = new TextDecoder();

const padded = (length) => (length + 4) & ~3; // a string ends with one to four zeros

export function encode(address, values = []) {
  const tags = "," + values.map((v) => (typeof v === "string" ? "s" : Number.isInteger(v) ? "i" : "f")).join("");
  const strings = [address, tags, ...values.filter((v) => typeof v === "string")].map((s) => utf8.encode(s));
  const numbers = values.filter((v) => typeof v !== "string").length;
  const packet = new Uint8Array(strings.reduce((sum, s) => sum + padded(s.length), 4 * numbers));
  const view = new DataView(packet.buffer);
  let at = 0;
  const put = (bytes) => {
    packet.set(bytes, at);
    at += padded(bytes.length);
  };
  put(strings.shift());
  put(strings.shift());
  for (const value of values) {
    if (typeof value === "string") {
      put(strings.shift());
      continue;
    }
    if (Number.isInteger(value)) view.setInt32(at, value);
    else view.setFloat32(at, typeof value === "number" ? value : value.float);
    at += 4;
  }
  return packet;
}

export function decode(packet) {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  let at = 0;
  const string = () => {
    const end = packet.indexOf(0, at);
    if (end < 0) throw new RangeError("a string without its end");
    const found = text.decode(packet.subarray(at, end));
    at += padded(end - at);
    return found;
  };
  const address = string();
  if (address === "#bundle") {
    if (packet.length < 16) throw new RangeError("a bundle without its time");
    const inside = [];
    for (at += 8; at < packet.length; ) {
      const size = view.getInt32(at);
      if (size <= 0 || at + 4 + size > packet.length) throw new RangeError("a bundle's part beyond its end");
      inside.push(...decode(packet.subarray(at + 4, at + 4 + size)));
      at += 4 + size;
    }
    return inside;
  }
  const values = [];
  for (const tag of string().slice(1)) {
    if (tag === "s") values.push(string());
    else if (tag === "i" || tag === "f") {
      values.push(tag === "i" ? view.getInt32(at) : view.getFloat32(at));
      at += 4;
    } else throw new RangeError(`type ${tag}`);
  }
  return [[address, values]];
}

// Puts parameter sets together that come in parts: of one `seq`, parts 0 ... parts-1. Returns the values by name once
// the last one is there, else null. A newer seq throws an unfinished one away.
export class Parts {
  seq = null;

  take(seq, part, parts, rest) {
    if (seq !== this.seq) [this.seq, this.got, this.values] = [seq, new Set(), {}];
    for (let i = 0; i + 1 < rest.length; i += 2) this.values[rest[i]] = rest[i + 1];
    this.got.add(part);
    return this.got.size === parts ? { ...this.values } : null;
  }
}
