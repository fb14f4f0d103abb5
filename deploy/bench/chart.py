"""A bar chart as SVG: bars on a logarithmic scale, readable in light and dark and by a screen reader."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, LABELS, FIGURES, BAR = 800, 310, 80, 30
STYLE = """
text { font: 14px system-ui, sans-serif; fill: #1b1b1b }
.axis { stroke: #c4c4c4 } .small { font-size: 12px } .bar { fill: #6b6b6b } .ours { fill: #a4161a }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f0f0 } .axis { stroke: #555 } .bar { fill: #9a9a9a } .ours { fill: #ff6b6b }
}
"""


def bars(title: str, rows: Sequence[tuple[str, float, bool]]) -> str:
    """Draw one bar for each row of label, figure and whether it is ours; the figures stand beside the bars."""
    low = floor(log10(min(figure for _label, figure, _ours in rows)))
    high = max(ceil(log10(max(figure for _label, figure, _ours in rows))), low + 1)
    height = 70 + BAR * len(rows)
    step = (WIDTH - LABELS - FIGURES) / (high - low)
    drawn = [axis(LABELS + step * (power - low), 10.0**power, height) for power in range(low, high + 1)]
    for number, (label, figure, is_ours) in enumerate(rows):
        length = max(2.0, step * (log10(figure) - low))
        drawn.append(bar(40 + BAR * number, label, figure, length, is_ours))
    words = "; ".join(f"{label}: {figure:,.0f}" for label, figure, _ours in rows)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">'
    named = f'<title id="t">{escape(title)}</title><desc id="d">{escape(words)}</desc><style>{STYLE}</style>'
    return "\n".join([head, named, f'<text x="0" y="18">{escape(title)}</text>', *drawn, "</svg>", ""])


def axis(x: float, figure: float, height: int) -> str:
    """Draw the line of one power of ten, and write it below."""
    line = f'<line class="axis" x1="{x:.0f}" y1="32" x2="{x:.0f}" y2="{height - 26}"/>'
    return f'{line}<text class="small" x="{x:.0f}" y="{height - 8}" text-anchor="middle">{figure:,.0f}</text>'


def bar(y: int, label: str, figure: float, length: float, is_ours: bool) -> str:
    """Draw one bar between its label and its figure."""
    kind = "bar ours" if is_ours else "bar"
    words = f'<text x="{LABELS - 10}" y="{y + 15}" text-anchor="end">{escape(label)}</text>'
    drawn = f'<rect class="{kind}" x="{LABELS}" y="{y}" width="{length:.0f}" height="20"/>'
    return f'{words}{drawn}<text x="{LABELS + length + 6:.0f}" y="{y + 15}">{figure:,.0f}</text>'
