//! Frames that follow each other, as one SVG that moves by its own style sheet. A row is drawn once
//! for each of its looks, however many frames have it; where nothing moves, the first frame is seen.

use std::fmt::Write;

use ratatui::buffer::Buffer;

use super::svg::{CELL, MARGIN, TEXT, row, window};

pub struct Frame {
    pub buffer: Buffer,
    /// What was pressed.
    pub caption: &'static str,
    /// Where the mouse is.
    pub pointer: Option<(u16, u16)>,
    pub seconds: f32,
}

/// Room for what was pressed, under the frames.
const FOOT: f32 = 30.0;

/// Which frames something is seen in.
type Seen = Vec<bool>;

/// Draws frames one after the other, round and round.
pub fn of(frames: &[Frame], title: &str) -> String {
    let first = &frames[0].buffer;
    let mut drawings: Vec<(Seen, String)> = Vec::new();
    for y in 0..first.area.height {
        add(&mut drawings, frames, |frame| row(&frame.buffer, y));
    }
    add(&mut drawings, frames, |frame| caption(first.area.height, frame.caption));
    add(&mut drawings, frames, |frame| frame.pointer.map(pointer).unwrap_or_default());
    let mut kinds: Vec<Seen> = Vec::new();
    let mut inside = String::new();
    for (seen, drawing) in drawings.into_iter().filter(|(_, drawing)| !drawing.is_empty()) {
        if seen.iter().all(|is| *is) {
            inside.push_str(&drawing);
            continue;
        }
        let known = kinds.iter().position(|kind| *kind == seen);
        let kind = known.unwrap_or_else(|| {
            kinds.push(seen.clone());
            kinds.len() - 1
        });
        let at_rest = if seen[0] { "" } else { " rest" };
        let _ = writeln!(inside, "<g class=\"k{kind}{at_rest}\">\n{drawing}</g>");
    }
    let style = style(&kinds, frames);
    window(first, title, FOOT, &format!("<style>\n{style}</style>\n{inside}"))
}

/// Adds each look of something, with the frames that have it.
fn add(drawings: &mut Vec<(Seen, String)>, frames: &[Frame], draw: impl Fn(&Frame) -> String) {
    let looks: Vec<String> = frames.iter().map(draw).collect();
    for (n, look) in looks.iter().enumerate() {
        if looks[..n].contains(look) {
            continue;
        }
        let seen = looks.iter().map(|other| other == look).collect();
        drawings.push((seen, look.clone()));
    }
}

/// When each kind is seen. Whoever wants no motion sees the first frame.
fn style(kinds: &[Seen], frames: &[Frame]) -> String {
    let all: f32 = frames.iter().map(|frame| frame.seconds).sum();
    let mut style = String::from(".rest{visibility:hidden}\n");
    for (n, seen) in kinds.iter().enumerate() {
        let mut steps = String::new();
        let (mut start, mut before) = (0.0, None);
        for (frame, is_seen) in frames.iter().zip(seen) {
            if before != Some(*is_seen) {
                let word = if *is_seen { "visible" } else { "hidden" };
                let _ = write!(steps, "{:.2}%{{visibility:{word}}}", start / all * 100.0);
                before = Some(*is_seen);
            }
            start += frame.seconds;
        }
        let _ = writeln!(style, "@keyframes k{n}{{{steps}}}");
        let _ = writeln!(style, ".k{n}{{animation:k{n} {all:.1}s step-end infinite}}");
    }
    style + "@media (prefers-reduced-motion:reduce){g{animation:none!important}}\n"
}

fn caption(lines: u16, text: &str) -> String {
    let y = f32::from(lines) * CELL.1 + MARGIN + FOOT - 6.0;
    format!("<text x=\"{:.1}\" y=\"{y:.1}\" fill=\"#f9e2af\">{text}</text>\n", MARGIN + CELL.0)
}

/// An arrow with its tip in a cell.
fn pointer((x, y): (u16, u16)) -> String {
    let left = f32::from(x) * CELL.0 + MARGIN + CELL.0 / 2.0;
    let top = f32::from(y) * CELL.1 + MARGIN + CELL.1 / 2.0;
    format!(
        "<path d=\"M{left:.1} {top:.1}v15l3.6-3.4 2.4 5.4 2.6-1.1-2.4-5.3h5z\" fill=\"{TEXT}\" stroke=\"#11111b\"/>\n"
    )
}
