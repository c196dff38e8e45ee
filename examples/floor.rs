//! The baseline for start time, key latency and memory: about the least that a ratatui program can
//! do with a config.json. It reads the file as `serde_json` values, which keep unknown keys, and
//! lists the names. `benches/floor.rs` measures the two side by side.

use std::io::{self, BufWriter};
use std::{env, fs};

use crossterm::event::{self, Event, KeyCode};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::Modifier;
use ratatui::widgets::{Block, List, ListState, Paragraph};
use serde_json::Value;

fn main() -> io::Result<()> {
    let path = env::args_os().nth(1).ok_or_else(|| io::Error::other("usage: floor CONFIG.JSON"))?;
    let config: Value = serde_json::from_slice(&fs::read(path)?)?;
    let connections = config["llmConnections"].as_array();
    let names: Vec<&str> = connections
        .into_iter()
        .flatten()
        .filter_map(|connection| connection["name"].as_str())
        .collect();
    let mut out = BufWriter::new(io::stdout());
    enable_raw_mode()?;
    execute!(out, EnterAlternateScreen)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(out))?;
    let outcome = run(&mut terminal, &names);
    execute!(terminal.backend_mut(), LeaveAlternateScreen)?;
    disable_raw_mode()?;
    outcome
}

/// Draws the names around the selected one, one frame per key, until `q`.
fn run<B: Backend<Error = io::Error>>(
    terminal: &mut Terminal<B>,
    names: &[&str],
) -> io::Result<()> {
    let mut selected = 0;
    loop {
        terminal.draw(|frame| {
            let [top, rest] =
                Layout::vertical([Constraint::Length(3), Constraint::Min(1)]).areas(frame.area());
            let count = Paragraph::new(format!("{} connections, j k move, q quits", names.len()));
            frame.render_widget(count.block(Block::bordered().title("floor")), top);
            let block = Block::bordered().title("list");
            let rows = usize::from(block.inner(rest).height).max(1);
            let first = selected / rows * rows;
            let shown = names.iter().skip(first).take(rows).copied();
            let list = List::new(shown)
                .block(block)
                .highlight_symbol("> ")
                .highlight_style(Modifier::REVERSED);
            let mut state = ListState::default().with_selected(Some(selected - first));
            frame.render_stateful_widget(list, rest, &mut state);
        })?;
        if let Event::Key(key) = event::read()? {
            match key.code {
                KeyCode::Char('q') => return Ok(()),
                KeyCode::Char('j') => selected = (selected + 1).min(names.len().saturating_sub(1)),
                KeyCode::Char('k') => selected = selected.saturating_sub(1),
                _ => {}
            }
        }
    }
}
