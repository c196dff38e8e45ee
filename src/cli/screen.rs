//! Starting the screen, in a build that has one.

#[cfg(feature = "tui")]
pub(super) use with_screen::run;

#[cfg(not(feature = "tui"))]
pub(super) use without_screen::run;

#[cfg(feature = "tui")]
mod with_screen {
    use std::io::{IsTerminal, stdin, stdout};
    use std::process::ExitCode;

    use crate::cli::output::warn;
    use crate::cli::{End, USAGE, messages};
    use crate::store::Store;
    use crate::tui::{self, Marks, app::Options};

    /// Runs the screen until the person leaves.
    ///
    /// # Errors
    /// When the files cannot be opened, or the terminal fails.
    pub(in crate::cli) fn run(
        open: &dyn Fn() -> anyhow::Result<Store>,
        demo: bool,
        mouse: bool,
    ) -> anyhow::Result<End> {
        if !(stdin().is_terminal() && stdout().is_terminal()) {
            warn(messages::NEEDS_A_TERMINAL);
            return Ok(End::Code(ExitCode::from(USAGE)));
        }
        let options = Options { colour: has_colour(), demo, marks: marks_of_terminal() };
        Ok(match tui::run(open()?, options, mouse)? {
            Some(signal) => End::Signal(signal),
            None => End::Code(ExitCode::SUCCESS),
        })
    }

    /// Whether to use colours: not with `NO_COLOR`, and not on a terminal that has none.
    fn has_colour() -> bool {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
    }

    /// The signs that the terminal can show: without Unicode on Linux's own console, and where the
    /// locale says so. A locale that is not set says nothing.
    fn marks_of_terminal() -> Marks {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        if set("TERM").is_some_and(|term| term == "linux")
            || locale.is_some_and(|of| !is_unicode(&of))
        {
            Marks::Ascii
        } else {
            Marks::Unicode
        }
    }

    /// Whether a locale is one of Unicode. One that names no charset is that of its language, which
    /// today is UTF-8 nearly everywhere.
    fn is_unicode(locale: &str) -> bool {
        let named = locale.split('@').next().unwrap_or_default();
        match named.split_once('.') {
            Some((_, charset)) => {
                let charset = charset.to_ascii_lowercase();
                charset == "utf-8" || charset == "utf8"
            }
            None => !matches!(named, "C" | "POSIX"),
        }
    }
}

#[cfg(not(feature = "tui"))]
mod without_screen {
    use std::process::ExitCode;

    use crate::cli::output::warn;
    use crate::cli::{End, USAGE, messages};
    use crate::store::Store;

    /// Says that there is none.
    #[expect(clippy::unnecessary_wraps, reason = "as the screen's own")]
    pub(in crate::cli) fn run(
        _: &dyn Fn() -> anyhow::Result<Store>,
        _: bool,
        _: bool,
    ) -> anyhow::Result<End> {
        warn(messages::NO_SCREEN);
        Ok(End::Code(ExitCode::from(USAGE)))
    }
}
