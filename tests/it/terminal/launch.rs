//! What is started in a terminal, and how.

use portable_pty::CommandBuilder;

use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;

/// A command to come.
pub struct Start {
    command: CommandBuilder,
}

impl Start {
    /// The program on a home.
    pub fn program(home: &Home) -> Self {
        Self::other(home, env!("CARGO_BIN_EXE_llm-connections"))
    }

    /// Something else on a home.
    pub fn other(home: &Home, program: &str) -> Self {
        let mut command = CommandBuilder::new(program);
        command.env_clear();
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        command.cwd(home.dir());
        Self { command }
    }

    pub fn argument(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn unset(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// The command itself, for a terminal of the test's own.
    pub fn command(self) -> CommandBuilder {
        self.command
    }

    pub fn start(self) -> Terminal {
        Terminal::start(self.command)
    }

    /// Starts it and waits for its first frame.
    #[track_caller]
    pub fn open(self) -> Terminal {
        let terminal = self.start();
        terminal.wait_for("the page", |screen| {
            // With the footer a frame ends.
            let (_, wide) = screen.size();
            let foot = screen.rows(0, wide).last().unwrap_or_default();
            screen.contents().contains("CONNECTIONS") && !foot.trim().is_empty()
        });
        terminal
    }
}
