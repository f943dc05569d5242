// Cards that stand in lanes beside each other, by arrow keys.

/** The card that an arrow key leads to from `card`: over or under it, or in the next lane that has any. */
export function cardBeside(lanes, card, key) {
  const lane = lanes.findIndex((cards) => cards.includes(card));
  const row = lanes[lane].indexOf(card);
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (!sideways) return lanes[lane][row + (key === "ArrowUp" ? -1 : 1)];
  for (let next = lane + sideways; lanes[next]; next += sideways) {
    if (lanes[next].length) return lanes[next][Math.min(row, lanes[next].length - 1)];
  }
  return undefined;
}
