//! Steps of a sign-in to Claude, which Craft makes itself: we carry an address out and a code in,
//! and the token that Craft answers with is wiped unread.

use serde_json::{Value, json};

use super::server::succeeded;
use super::{CraftServer, LinkError, messages};
use crate::settings::craft::server::{
    CLAUDE_LOGIN_CHANNELS, CLEAR_CLAUDE_LOGIN, ClaudePage, EXCHANGE_CLAUDE_CODE, HAS_CLAUDE_LOGIN,
    SET_UP_CONNECTION, START_CLAUDE_LOGIN, claude_setup,
};
use crate::settings::secret::{Secret, wipe};

/// A step of a sign-in. Each may be made in a conversation of its own.
#[derive(Clone, Debug)]
pub enum LoginCall {
    /// Whether the server has all the calls. It asks for nothing else.
    Check,
    Start,
    /// Gives Craft the code that the page showed, and has the connection of a slug set up.
    Finish {
        code: Secret,
        slug: String,
    },
    /// Gives up the login that is under way.
    Clear,
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginAnswer {
    Able,
    Page(ClaudePage),
    /// Craft could not use the code, and still waits for another; why, in a sentence.
    Refused(String),
    /// The login is in Craft's memory and its file, and the connection is set up.
    Stored,
    Cleared,
}

impl CraftServer {
    /// Makes a step of a sign-in.
    ///
    /// # Errors
    /// Why it could not be made. The login is over then.
    pub(crate) async fn log_in(&mut self, call: &LoginCall) -> Result<LoginAnswer, LinkError> {
        self.check_channels(CLAUDE_LOGIN_CHANNELS.into_iter())?;
        let wait = self.link.timeouts.answer;
        match call {
            LoginCall::Check => Ok(LoginAnswer::Able),
            LoginCall::Start => {
                let answer = self.link.call(START_CLAUDE_LOGIN, json!([]), wait).await?;
                succeeded(&answer).map_err(|words| LinkError::Failed(self.link.shown(words)))?;
                let address = answer.get("authUrl").and_then(Value::as_str).unwrap_or_default();
                let page = ClaudePage::parse(address).map_err(LinkError::NoClaudePage)?;
                Ok(LoginAnswer::Page(page))
            }
            LoginCall::Finish { code, slug } => self.finish(code, slug).await,
            LoginCall::Clear => {
                self.link.call(CLEAR_CLAUDE_LOGIN, json!([]), wait).await?;
                Ok(LoginAnswer::Cleared)
            }
        }
    }

    async fn finish(&mut self, code: &Secret, slug: &str) -> Result<LoginAnswer, LinkError> {
        // Craft may repeat either part by itself.
        let parts = code.expose().split('#').map(|part| Secret::new(part.to_owned()));
        let parts: Vec<Secret> = parts.filter(|part| !part.is_empty()).collect();
        self.link.hide(code);
        for part in &parts {
            self.link.hide(part);
        }
        self.check_pending().await?;
        let work = self.link.timeouts.work;
        let arguments = json!([code.expose(), slug]);
        let mut answer = self.link.call(EXCHANGE_CLAUDE_CODE, arguments, work).await?;
        let refused = succeeded(&answer).err().map(|words| self.link.shown(words));
        // It may hold the token, which is Craft's to keep.
        wipe(&mut answer);
        if let Some(words) = refused {
            self.check_pending().await?;
            return Ok(LoginAnswer::Refused(messages::code_refused(&words)));
        }
        let answer = self.link.call(SET_UP_CONNECTION, claude_setup(slug), work).await;
        let answer = answer.map_err(|why| LinkError::NotSetUp(why.to_string()))?;
        succeeded(&answer).map_err(|words| LinkError::NotSetUp(self.link.shown(words)))?;
        Ok(LoginAnswer::Stored)
    }

    /// Whether Craft still waits for a code: it ends by itself, and with Craft.
    async fn check_pending(&mut self) -> Result<(), LinkError> {
        let wait = self.link.timeouts.answer;
        let pending = self.link.call(HAS_CLAUDE_LOGIN, json!([]), wait).await?;
        if pending.as_bool() == Some(true) { Ok(()) } else { Err(LinkError::NoLoginPending) }
    }
}
