"""By keyboard alone: whether every control is reached, and whether one sees which one has the focus."""

# What can have the focus, numbered in the order of the page. Of radio buttons, as for the browser, one of the group.
CONTROLS = """() => [...document.querySelectorAll('a[href], button, input, textarea, summary, [tabindex]')]
  .filter((control) => control.tabIndex >= 0 && !control.disabled && control.type !== 'file'
    && control.checkVisibility({visibilityProperty: true}) && !control.closest('[inert]')
    && !(control.type === 'radio' && !control.checked
      && document.querySelector(`[name="${CSS.escape(control.name)}"]:checked`)))
  .map((control, i) => { control.dataset.control = i; return control.outerHTML.slice(0, 120); })"""
# The number of the control that has the focus, and what is wrong with the ring around it.
FOCUSED = """() => {
  const control = document.activeElement;
  if (control === document.body) return [null, ''];
  const hasRing = (one) => {
    const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/, 0\\)$/.test(outlineColor);
  };
  let target = control;  // or what is around it: the label of a radio button, the pill of the list of networks
  for (let k = 0; k < 5 && !hasRing(target); k++) target = target.parentElement ?? target;
  const box = target.getBoundingClientRect(), told = hasRing(target) ? [] : ['no ring'];
  const {outlineWidth, outlineOffset} = getComputedStyle(target);
  const ring = parseFloat(outlineWidth) + parseFloat(outlineOffset) - 1;
  const clipped = {x: false, y: false};
  for (let outer = target.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
    const {overflowX, overflowY} = getComputedStyle(outer), edge = outer.getBoundingClientRect();
    clipped.x ||= overflowX !== 'visible' && (box.left - ring < edge.left || box.right + ring > edge.right);
    clipped.y ||= overflowY !== 'visible' && (box.top - ring < edge.top || box.bottom + ring > edge.bottom);
  }
  if (clipped.x && clipped.y) told.push('clipped');
  const x = box.left + box.width / 2, y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const there = document.elementFromPoint(x, y);
  if (!there) told.push('out of view');
  else if (!target.contains(there) && !there.contains(target)) told.push(`behind ${there.outerHTML.slice(0, 80)}`);
  return [control.dataset.control ?? '', told.join(', ')];
}"""


def keyboard_faults(page):
    """Go through the page with the Tab key: the controls that it does not reach, and those whose ring is not seen."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    left, found = dict(enumerate(page.evaluate(CONTROLS))), []
    for _ in range(2 * len(left)):
        page.keyboard.press("Tab")
        control, told = page.evaluate(FOCUSED)
        for _ in range(100):  # a list above it may be about to close, or the page to scroll
            if not told:
                break
            page.wait_for_timeout(100)
            control, told = page.evaluate(FOCUSED)
        html = left.pop(int(control), None) if control else None
        if told and html:
            found.append((html, told))
        if not left:
            break
    return found + [(html, "not reached") for html in left.values()]
