//! All tests of the whole program, by topic: real files, real keys, a real terminal, real servers
//! on this machine. They are one binary because it links only once; `durability` and `first_frame`
//! are separate because each must be alone in its process.
#![allow(unreachable_pub, reason = "`pub` marks what other modules use")]

mod architecture;
mod catalogue;
mod commands;
mod craft;
mod edits;
mod log;
mod lossless;
mod manual;
mod picture;
mod probe;
mod resolution;
mod screen;
mod secrets;
mod support;
mod terminal;
