/**
 * Makes paper of a page with questions: while it is being printed, the answers stand together behind the text, an order shows no answer of the
 * reader's, and what is folded away is open. All of it is undone afterwards. Without this the key stands under each question.
 */

/** What undoes the changes of the printing under way. @type {(() => void)[]} */
let undo = []

/** @param {HTMLElement} article @param {{answers?: string}} words */
export function toPaper(article, words) {
  if (undo.length) return
  undo = [...article.querySelectorAll('details')].map(unfolded)
  undo.push(...[...article.querySelectorAll('.sort')].map(sorted))
  const answers = answersOf(article, words.answers ?? '')
  article.append(answers)
  undo.push(() => answers.remove())
}

export function fromPaper() {
  for (const back of undo.splice(0)) back()
}

/** The theme opens these too, and forgets which were open when it is told twice. @param {HTMLDetailsElement} details */
function unfolded(details) {
  const { open } = details
  details.open = true
  return () => (details.open = open)
}

/** Bring the rows of an order into that of the alphabet. @param {Element} list */
function sorted(list) {
  const rows = [...list.children]
  list.append(...rows.toSorted((one, other) => String(textOf(one)).localeCompare(String(textOf(other)))))
  return () => list.append(...rows)
}

/** @param {Element} row */
const textOf = (row) => row.querySelector('.text')?.textContent

/** The keys of all questions, numbered as these are, and below them the worked answers. @param {HTMLElement} article @param {string} title */
function answersOf(article, title) {
  const section = node('section')
  section.className = 'answers'
  const [keys, worked] = ['.question:not([data-held]) .key', 'details.answer'].map((selector) => [...article.querySelectorAll(selector)].map(copyOf))
  section.append(node('h2', `${title}: ${article.querySelector('h1')?.textContent}`), node('ol', ...keys), ...(worked.length ? [node('ul', ...worked)] : []))
  return section
}

/** What a folded answer holds; a worked one begins with the name of its task. @param {Element} details */
function copyOf(details) {
  const content = [...details.children].slice(1).map((child) => child.cloneNode(true))
  const task = details.matches('.answer') ? details.closest('.admonition')?.querySelector('.admonition-title')?.textContent : ''
  return node('li', ...(task ? [node('p', node('strong', task))] : []), ...content)
}

/** @param {string} tag @param {...(Node | string)} children */
function node(tag, ...children) {
  const element = document.createElement(tag)
  element.append(...children)
  return element
}

const [article, colophon] = ['article', '[data-answers]'].map((selector) => /** @type {HTMLElement} */ (document.querySelector(selector)))
addEventListener('beforeprint', () => toPaper(article, colophon.dataset), true)
addEventListener('afterprint', fromPaper)
