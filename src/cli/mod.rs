//! Arguments, and what is started with them.

pub mod demo;

use std::io::{IsTerminal, stderr, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

use crate::store::{Paths, Store};
use crate::tui::{self, app::Options};
use crate::vault::Keys;

/// Exit code of a wrong use.
const USAGE: u8 = 2;

/// The Settings → AI screen of Craft Agents, in a terminal.
///
/// Works on the config.json that Craft Agents itself uses, and changes just what you change. Press ? in it for all keys.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Args {
    /// The folder of config.json [default: `$CRAFT_CONFIG_DIR`, else `~/.craft-agent`]
    #[arg(long, value_name = "DIR", conflicts_with = "demo")]
    config_dir: Option<PathBuf>,

    /// Try it on a sample in a temporary folder: nothing of yours is touched
    #[arg(long)]
    demo: bool,

    /// Leave the mouse to the terminal, for its own selecting and copying
    #[arg(long)]
    no_mouse: bool,
}

/// Runs the program with the arguments of this process.
///
/// # Errors
/// What went wrong, for a person to read.
pub fn run() -> anyhow::Result<ExitCode> {
    let args = Args::parse();
    if !(stdin().is_terminal() && stdout().is_terminal()) {
        use std::io::Write;
        writeln!(
            stderr(),
            "llm-connections is a screen and needs a terminal; llm-connections --help lists what it takes."
        )?;
        return Ok(ExitCode::from(USAGE));
    }
    let options = Options {
        colour: has_colour(),
        demo: args.demo,
    };
    let (store, _demo) = if args.demo {
        let demo = demo::unpack().context("the sample could not be put into a temporary folder")?;
        let keys = Keys::of(demo::machine());
        (Store::open_with(demo.paths(), keys), Some(demo))
    } else {
        (Store::open(paths(args.config_dir)?), None)
    };
    tui::run(store, options, !args.no_mouse)
}

/// Whether to use colours: not with `NO_COLOR`, and not on a terminal that has none.
fn has_colour() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
}

fn paths(config_dir: Option<PathBuf>) -> anyhow::Result<Paths> {
    let home = dirs::home_dir();
    let from_env = || {
        std::env::var_os("CRAFT_CONFIG_DIR")
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let config_dir = config_dir
        .or_else(from_env)
        .or_else(|| home.as_ref().map(|home| home.join(".craft-agent")))
        .context("there is no home folder: say where config.json is with --config-dir")?;
    let state_dir = dirs::state_dir()
        .or_else(dirs::data_local_dir)
        .context("there is no folder for backups: set XDG_STATE_HOME")?;
    // Absolute, so that what is watched and shown does not depend on where the program was started.
    let config_dir = std::path::absolute(config_dir)?;
    Ok(Paths {
        config_dir,
        home,
        state_dir: state_dir.join("llm-connections"),
    })
}
