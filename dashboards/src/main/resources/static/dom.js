// Small words for making elements and writing numbers. Text is always set as text, never as HTML.

/** An element with attributes and children; strings become text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Basis points as a percentage. */
export const points = (bp) => (bp === null || bp === undefined ? null : `${(bp / 100).toFixed(bp % 100 ? 2 : 0)} %`);

/** A fraction as a percentage; null stays null: no data is not zero. */
export const percent = (share, digits = 2) =>
  share === null || share === undefined ? null : `${(share * 100).toFixed(digits)} %`;

export const number = (n) => Math.round(n).toLocaleString('en');

/** How far away a moment is, in words. */
export function ago(millis) {
  const seconds = Math.round((millis - Date.now()) / 1000);
  const size = Math.abs(seconds);
  const text = size < 90 ? `${size} s` : size < 5400 ? `${Math.round(size / 60)} min` : `${Math.round(size / 3600)} h`;
  return seconds < 0 ? `${text} ago` : `in ${text}`;
}
