/** An order that differs from reader to reader and stays the same for one. Pure. */

/** @param {string} text @returns {number} FNV-1a, 32 bits */
export function hash(text) {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ /** @type {number} */ (character.codePointAt(0)), 0x01000193)
  return value >>> 0
}

/** @template T @param {T[]} entries @param {number} seed @returns {T[]} a shuffled copy (Fisher-Yates over mulberry32) */
export function shuffled(entries, seed) {
  const result = [...entries]
  let state = seed >>> 0
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[result[last], result[other]] = [result[other], result[last]]
  }
  return result
}
