// A piano of two octaves for pointer, touch and the letters of a computer keyboard. Calls note(number, down).

const LETTERS = "KeyA KeyW KeyS KeyE KeyD KeyF KeyT KeyG KeyY KeyH KeyU KeyJ KeyK".split(" "); // C C# D ... C
const BLACK = [1, 3, 6, 8, 10];
const WHITES = 15;

export class Keyboard {
  constructor(box, note) {
    this.box = box;
    this.note = note;
    this.lowest = 48;
    this.held = new Map(); // what holds a key down (a pointer, a letter) -> its note
    this.draw();
    box.onpointerdown = (event) => {
      event.target.releasePointerCapture?.(event.pointerId); // so that a finger can glide to the next key
      this.press(event.pointerId, Number(event.target.dataset.note));
    };
    box.onpointerover = (event) => {
      if (event.buttons && this.held.has(event.pointerId)) this.press(event.pointerId, Number(event.target.dataset.note));
    };
    addEventListener("pointerup", (event) => this.release(event.pointerId));
    addEventListener("pointercancel", (event) => this.release(event.pointerId));
    addEventListener("blur", () => [...this.held.keys()].forEach((by) => this.release(by)));
    addEventListener("keydown", (event) => this.typed(event));
    addEventListener("keyup", (event) => this.release(event.code));
  }

  typed(event) {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches?.("input:not([type=range]), select, textarea")) return;
    const semitone = LETTERS.indexOf(event.code);
    if (semitone >= 0) this.press(event.code, this.lowest + semitone);
    else if (event.code === "KeyZ" || event.code === "KeyX") {
      this.lowest = Math.min(Math.max(this.lowest + (event.code === "KeyZ" ? -12 : 12), 12), 96);
      this.draw();
    }
  }

  press(by, number) {
    if (!Number.isInteger(number) || this.held.get(by) === number) return;
    this.release(by);
    this.held.set(by, number);
    this.note(number, true);
    this.mark(number, true);
  }

  release(by) {
    const number = this.held.get(by);
    if (number === undefined) return;
    this.held.delete(by);
    if ([...this.held.values()].includes(number)) return;
    this.note(number, false);
    this.mark(number, false);
  }

  mark(number, down) {
    this.box.querySelector(`[data-note="${number}"]`)?.classList.toggle("down", down);
  }

  draw() {
    const whites = [];
    const blacks = [];
    for (let number = this.lowest; whites.length < WHITES; number++) {
      const key = document.createElement("div");
      key.dataset.note = number;
      if (BLACK.includes(number % 12)) {
        key.className = "black";
        key.style.left = `${((whites.length - 0.3) / WHITES) * 100}%`;
        blacks.push(key);
      } else whites.push(key);
    }
    this.box.replaceChildren(...whites, ...blacks);
  }
}
