//! The screen, from its keys and its mouse to its cells and its files: the real program, without a terminal.

mod any;
mod bad_input;
mod edit;
mod editor;
mod form;
mod harness;
mod keys;
mod list;
mod look;
mod menu;
mod models;
mod outside;
mod secrets;
mod seen;
mod snapshots;
mod tiny;
