//! Frames as an SVG: the cells' text and colors, in a terminal's window.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

pub const CELL: (f32, f32) = (8.4, 18.0);
pub const MARGIN: f32 = 14.0;
pub const TEXT: &str = "#cdd6f4";
const GROUND: &str = "#1e1e2e";

/// Draws a frame.
pub fn of(buffer: &Buffer, title: &str) -> String {
    let rows: String = (0..buffer.area.height).map(|y| row(buffer, y)).collect();
    window(buffer, title, 0.0, &rows)
}

/// A window for a frame, with so much room at its foot, and what is drawn in it.
pub fn window(buffer: &Buffer, title: &str, foot: f32, inside: &str) -> String {
    let area = buffer.area;
    let (wide, high) = (
        f32::from(area.width) * CELL.0 + 2.0 * MARGIN,
        f32::from(area.height) * CELL.1 + 2.0 * MARGIN + foot,
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide:.1} {high:.1}\" width=\"{wide:.0}\" \
         font-family=\"ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\">\n\
         <title>{title}</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"9\" fill=\"{GROUND}\"/>\n{inside}</svg>\n"
    )
}

/// Draws a row of a frame.
pub fn row(buffer: &Buffer, y: u16) -> String {
    let mut svg = String::new();
    let mut x = 0;
    while x < buffer.area.width {
        let (run, text) = run(buffer, x, y);
        draw(&mut svg, &buffer[(x, y)], (x, y), run, &text);
        x += run;
    }
    svg
}

/// The cells from one on that look alike, and their text.
fn run(buffer: &Buffer, x: u16, y: u16) -> (u16, String) {
    let look = |cell: &Cell| (cell.fg, cell.modifier);
    let mut text = String::new();
    let mut end = x;
    while end < buffer.area.width && look(&buffer[(end, y)]) == look(&buffer[(x, y)]) {
        text.push_str(buffer[(end, y)].symbol());
        end += 1;
    }
    (end - x, text)
}

fn draw(svg: &mut String, cell: &Cell, (x, y): (u16, u16), cells: u16, text: &str) {
    let left = f32::from(x) * CELL.0 + MARGIN;
    let top = f32::from(y) * CELL.1 + MARGIN;
    let wide = f32::from(cells) * CELL.0;
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (ink, ground) =
        if reversed { (GROUND, Some(color(cell.fg))) } else { (color(cell.fg), None) };
    if let Some(ground) = ground {
        let _ = writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{:.1}\" fill=\"{ground}\"/>",
            CELL.1
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let faint = if cell.modifier.contains(Modifier::DIM) { " opacity=\"0.62\"" } else { "" };
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        svg,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{wide:.1}\" xml:space=\"preserve\" fill=\"{ink}\"{weight}{faint}>{text}</text>",
        top + 13.5
    );
}

const fn color(color: Color) -> &'static str {
    match color {
        Color::Magenta => "#cba6f7",
        Color::Green => "#a6e3a1",
        Color::Yellow => "#f9e2af",
        Color::Red => "#f38ba8",
        _ => TEXT,
    }
}
