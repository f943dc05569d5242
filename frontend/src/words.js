// Sentences that scripts say, in the reader's language. The server put them into the page as JSON.
const element = document.getElementById("words");

export const words = element ? JSON.parse(element.textContent) : { units: {}, errors: {} };

/** Fill %(name)s places of a sentence. */
export function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (place, name) => values[name] ?? place);
}
