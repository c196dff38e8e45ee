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
    use crate::cli::own_settings::Own;
    use crate::cli::screen_facts::ScreenFacts;
    use crate::cli::{End, USAGE, messages, own_settings_path};
    use crate::own_settings::ThemeChoice;
    use crate::store::Store;
    use crate::tui::messages::own_keys::own_settings_faults;
    use crate::tui::{self, Background, ScreenStart, app::Options};

    /// Runs the screen until the person quits.
    pub(in crate::cli) fn run(
        open: &dyn Fn() -> anyhow::Result<Store>,
        demo: bool,
        mouse: bool,
    ) -> anyhow::Result<End> {
        if !(stdin().is_terminal() && stdout().is_terminal()) {
            warn(messages::NEEDS_A_TERMINAL);
            return Ok(End::Code(ExitCode::from(USAGE)));
        }
        let facts = ScreenFacts::from_environment();
        // The sample looks the same for everyone.
        let own = if demo { Own::default() } else { Own::read(own_settings_path().as_deref()) };
        let effect = own.in_effect(facts, !mouse);
        let theme = effect.theme.0;
        let start = ScreenStart {
            options: Options { color: theme != ThemeChoice::None, demo, marks: effect.marks.0 },
            mouse: effect.mouse.0,
            background: match theme {
                ThemeChoice::Auto => facts.background,
                ThemeChoice::Dark => Some(Background::Dark),
                ThemeChoice::Light => Some(Background::Light),
                ThemeChoice::None => None,
            }
            .filter(|_| facts.has_256),
            asks_background: theme == ThemeChoice::Auto && facts.has_256,
            notice: own
                .faults
                .first()
                .map(|first| own_settings_faults(own.faults.len(), &first.to_string())),
            keymap: own.keymap,
        };
        Ok(match tui::run(open()?, start)? {
            Some(signal) => End::Signal(signal),
            None => End::Code(ExitCode::SUCCESS),
        })
    }
}

#[cfg(not(feature = "tui"))]
mod without_screen {
    use std::process::ExitCode;

    use crate::cli::output::warn;
    use crate::cli::{End, USAGE, messages};
    use crate::store::Store;

    /// Reports that this build has no screen.
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
