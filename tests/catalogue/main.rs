//! The catalogue of models: that the bundled one is what the runtime has and what Craft makes of
//! it, and how it is made.
#![allow(unreachable_pub, reason = "`pub` marks what other modules use")]

mod bundled;
mod generate;
mod presets;
