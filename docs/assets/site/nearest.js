/** Compares addresses by the letters that they share. */

const LIKE = 0.5

/** Return the number of the path most like `lost`, or -1. @param {string} lost @param {string[]} paths */
export function nearest(lost, paths) {
  const likeness = paths.map((path) => Math.max(alike(lost, path), alike(last(lost), last(path))))
  const best = likeness.indexOf(Math.max(...likeness))
  return likeness[best] > LIKE ? best : -1
}

/** The last name in a path. @param {string} path */
const last = (path) => path.replace(/(\/index)?(\.html?|\.md)?\/?$/, '').split('/').pop() ?? ''

/** How much two texts have in common, from 0 to 1: their shared pairs of letters, after Dice (1945). @param {string} one @param {string} other */
function alike(one, other) {
  const [pairs, others] = [pairsOf(one), pairsOf(other)]
  const shared = [...pairs].filter((pair) => others.has(pair)).length
  return (2 * shared) / (pairs.size + others.size || 1)
}

/** @param {string} text */
function pairsOf(text) {
  const plain = text.toLowerCase()
  return new Set([...plain].slice(1).map((letter, index) => plain[index] + letter))
}
