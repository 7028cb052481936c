// Pictures of a fit and of a preset, on canvases.

const MARGIN = 34;

function begin(canvas) {
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, Number(canvas.getAttribute("data-height") ?? canvas.getAttribute("height"))];
  canvas.dataset.height = height; // setting canvas.height changes the attribute
  [canvas.width, canvas.height] = [width * scale, height * scale];
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const style = getComputedStyle(canvas);
  pen.fillStyle = style.color;
  pen.font = `12px ${style.fontFamily}`;
  return { pen, width, height, ink: style.color };
}

const colour = (share) => `hsl(${290 + 75 * share} 60% ${45 + 15 * share}%)`;

function line(pen, points, style, thick = 2) {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.strokeStyle = style;
  pen.lineWidth = thick;
  pen.stroke();
}

// losses: [[step, loss], ...]; the axis begins at 0, for the loss is relative: 1 is as far off as silence
export function drawLoss(canvas, losses, steps) {
  const { pen, width, height, ink } = begin(canvas);
  if (losses.length < 2) return;
  const most = Math.max(...losses.map(([, loss]) => loss)) || 1;
  const x = (step) => MARGIN + (step / steps) * (width - MARGIN - 4);
  const y = (loss) => height - 6 - (loss / most) * (height - 22);
  line(pen, [[MARGIN, 4], [MARGIN, height - 6], [width, height - 6]], ink, 0.5);
  line(pen, losses.map(([step, loss]) => [x(step), y(loss)]), colour(0.3));
  const [step, last] = losses.at(-1);
  pen.fillText(last.toPrecision(3), Math.min(x(step) + 4, width - 48), y(last) - 5);
  pen.fillText(most.toPrecision(2), 0, y(most) + 8);
}

// table: the voice's parameters; values: by name
export function drawPreset(canvas, table, values) {
  const known = (name) => typeof values[name] === "number";
  canvas.hidden = !(known("op1_attack") || known("mode1_hz"));
  if (canvas.hidden) return;
  const drawing = begin(canvas);
  if (known("mode1_hz")) drawModes(drawing, table, values);
  else drawOperators(drawing, table, values);
}

// left the operators' envelopes (square root of time), right who modulates whom and what is heard
function drawOperators({ pen, width, height, ink }, table, values) {
  const operators = table.filter(({ name }) => /^op\d_attack$/.test(name)).length;
  const [left, top, bottom] = [MARGIN, 22, height - 20];
  const half = width / 2 - 20;
  const seconds = 1.5;
  const x = (t) => left + Math.sqrt(t / seconds) * (half - left);
  pen.fillText("envelopes", left, 12);
  for (const t of [0, 0.1, 0.5, 1]) pen.fillText(t ? `${t} s` : "0", x(t) - 4, height - 5);
  line(pen, [[left, top], [left, bottom], [half, bottom]], ink, 0.5);
  for (let v = 1; v <= operators; v++) {
    const [attack, decay] = [values[`op${v}_attack`], values[`op${v}_decay`]];
    const points = [];
    for (let k = 0; k <= 160; k++) {
      const t = seconds * (k / 160) ** 2;
      const level = t < attack ? t / attack : Math.exp(-(t - attack) / decay);
      points.push([x(t), bottom - level * (bottom - top)]);
    }
    line(pen, points, colour((v - 1) / (operators - 1)));
    pen.fillStyle = colour((v - 1) / (operators - 1));
    pen.fillText(`op${v}`, half - 30, top + 14 * v);
    pen.fillStyle = ink;
  }
  const cell = Math.min((width - half - 60) / operators, (bottom - top) / (operators + 1.4));
  const start = half + 56;
  pen.fillText("modulation, rad", start, 12);
  for (let v = 1; v <= operators + 1; v++) {
    const out = v > operators;
    const y = top + (v - 1) * cell + (out ? 0.3 * cell : 0);
    pen.fillText(out ? "out" : `op${v}`, start - 28, y + 0.6 * cell);
    for (let j = 1; j <= operators; j++) {
      const amount = out ? values[`op${j}_level`] : values[`a${v}${j}`];
      const share = Math.min(Math.abs(amount) / (out ? 1 : 6), 1);
      pen.globalAlpha = 0.08 + 0.92 * Math.sqrt(share);
      pen.fillStyle = colour(out ? 0 : 0.9);
      pen.fillRect(start + (j - 1) * cell + 1, y + 1, cell - 2, cell - 2);
      pen.globalAlpha = 1;
      pen.fillStyle = ink;
      if (cell > 30) pen.fillText(amount.toFixed(1), start + (j - 0.8) * cell, y + 0.6 * cell);
    }
  }
}

// every mode at its frequency, as high as it is loud; the longer it rings, the darker
function drawModes({ pen, width, height, ink }, table, values) {
  const modes = table.filter(({ name }) => /^mode\d+_hz$/.test(name)).map(({ name }) => name.slice(0, -3));
  const [left, top, bottom] = [MARGIN, 22, height - 20];
  const x = (hz) => left + (Math.log(hz / 20) / Math.log(900)) * (width - left - 8);
  const y = (amp) => bottom - ((20 * Math.log10(amp) + 80) / 80) * (bottom - top);
  pen.fillText("modes: amplitude, dB; a thick one rings long", left, 12);
  for (const hz of [50, 200, 1000, 5000, 15000]) pen.fillText(hz < 1000 ? `${hz} Hz` : `${hz / 1000} k`, x(hz) - 8, height - 5);
  for (const db of [0, -40, -80]) pen.fillText(String(db), 2, y(10 ** (db / 20)) + 4);
  line(pen, [[left, top], [left, bottom], [width, bottom]], ink, 0.5);
  for (const mode of modes) {
    const [hz, amp, damping] = [values[`${mode}_hz`], values[`${mode}_amp`], values[`${mode}_damping`]];
    const long = Math.min(Math.max(Math.log(1000 / damping) / Math.log(3000), 0), 1);
    line(pen, [[x(hz), bottom], [x(hz), y(amp)]], colour(1 - long), 1 + 3 * long);
  }
}
