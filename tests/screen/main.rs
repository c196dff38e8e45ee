//! The screen, from its keys and its mouse to its cells and its files: the real program, without a terminal.

mod harness;
mod keys;
mod list;
mod menu;
mod snapshots;
