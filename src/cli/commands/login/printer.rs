//! The output of `login` while it waits: lines for people, one object per line for programs.

use std::io;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::failure::Failure;
use crate::cli::commands::validate::painted_verdict;
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{hanging, labeled, print, print_as_is, print_json_line, warn};
use crate::craft_link;
use crate::craft_link::LinkError;
use crate::probe::report::Verdict;
use crate::settings::craft::server::ClaudePage;
use crate::settings::credential::account::Account;
use crate::settings::sign_in::LoginProvider;
use crate::signin::messages::describe_wrong_paste;
use crate::signin::{self, FailureReason, Progress, seconds_left};
use crate::system::surroundings::tunnel;

pub(super) struct Printer {
    json: bool,
}

/// A stored login.
pub(super) struct Done<'a> {
    pub provider: LoginProvider,
    pub slug: &'a str,
    pub is_added: bool,
    /// Whether the login is a token that was stored as it was given.
    pub is_pasted: bool,
    pub account: &'a Account,
    pub expires_at: Option<u64>,
    pub notes: &'a [String],
    pub validation: Option<&'a (Verdict, String)>,
}

impl Printer {
    pub(super) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints the progress. A reader that has closed the pipe needs no report.
    pub(super) fn progress(&self, progress: &Progress) {
        let printed =
            if self.json { print_event(&as_json(progress)) } else { print_as_text(progress) };
        drop(printed);
    }

    /// Prints where one signs in to Claude, and how long Craft waits for the code.
    pub(super) fn claude_page(&self, page: &ClaudePage, lasts: Duration) {
        let printed = if self.json {
            print_event(&json!({
                "event": "page",
                "address": page.url,
                "port": null,
                "tunnel": null,
                "expiresIn": lasts.as_secs(),
            }))
        } else {
            // As it is: it holds random text, and is to be copied whole.
            print_as_is(&format!("open  {}\n", page.url)).and_then(|()| {
                let lines = [
                    craft_link::messages::ONE_CLAUDE_LOGIN.to_owned(),
                    messages::paste_claude_code(lasts.as_secs() / 60),
                ];
                lines.iter().try_for_each(|line| print(&hanging("", line)))
            })
        };
        drop(printed);
    }

    /// Prints that a code is waited for still, and why.
    pub(super) fn waiting(&self, why: &str) {
        if self.json {
            drop(print_event(&json!({"event": "waiting", "sentence": why})));
        } else {
            warn(why);
        }
    }

    /// Prints why Craft did not sign in.
    pub(super) fn failed_by_craft(&self, why: &LinkError) -> io::Result<()> {
        let is_unsure = why.may_still_happen();
        let outcome = if is_unsure { messages::MAY_BE_STORED } else { messages::NOTHING_STORED };
        if self.json {
            let reason = match why {
                LinkError::NoLoginPending => FailureReason::Expired,
                LinkError::Failed(_) | LinkError::WrongToken => FailureReason::Refused,
                LinkError::NoClaudePage(_) | LinkError::NotUnderstood => FailureReason::Unexpected,
                _ => FailureReason::Network,
            };
            return print_failed(reason.key(), &why.to_string(), is_unsure.then_some(outcome));
        }
        warn(&format!("{why} {outcome}"));
        Ok(())
    }

    pub(super) fn done(&self, done: &Done<'_>) -> io::Result<()> {
        if self.json {
            let validation = done
                .validation
                .map(|(verdict, sentence)| json!({"verdict": verdict.key(), "sentence": sentence}));
            return print_event(&json!({
                "event": "done",
                "slug": done.slug,
                "provider": done.provider.key(),
                "added": done.is_added,
                "account": done.account.email.as_ref().or(done.account.id.as_ref()),
                "plan": done.account.plan,
                "expiresAt": done.expires_at,
                "notes": done.notes,
                "validation": validation,
            }));
        }
        let account = done.account.describe();
        let validation = done.validation;
        // The provider has not seen a pasted Claude token before the validation.
        let unverified =
            validation.filter(|(verdict, _)| done.is_pasted && *verdict != Verdict::Valid);
        let mut text = match unverified {
            Some((_, why)) => hanging("", &messages::token_not_verified(why)),
            None => hanging("", &messages::signed_in(done.provider, account.as_deref())),
        };
        text += &hanging("", &messages::login_stored(done.slug, done.is_added));
        for note in done.notes {
            text += &hanging("  ", note);
        }
        if let Some((verdict, sentence)) = validation.filter(|_| unverified.is_none()) {
            text += &hanging(&format!("{}  ", painted_verdict(*verdict)), sentence);
        }
        print(&text)
    }

    /// Prints why the provider gave no login.
    pub(super) fn failed(&self, failure: &signin::SignInFailure) -> io::Result<()> {
        if self.json {
            let advice = failure.advice.as_deref();
            return print_failed(failure.reason.key(), &failure.sentence, advice);
        }
        warn(&format!("{} {}", failure.describe(), messages::NOTHING_STORED));
        Ok(())
    }

    /// Prints that it ended on this side: programs get an event, people the failure's message.
    pub(super) fn canceled(&self, failure: &Failure) -> io::Result<()> {
        if !self.json {
            return Ok(());
        }
        let reason = match failure {
            // Part of the JSON format: its spelling stays.
            Failure::Signalled(_) | Failure::Interrupted => "cancelled",
            _ => "notStored",
        };
        print_failed(reason, &failure.to_string(), None)
    }
}

fn print_event(event: &Value) -> io::Result<()> {
    print_json_line(Output::LoginEvent, event)
}

fn print_failed(reason: &str, sentence: &str, advice: Option<&str>) -> io::Result<()> {
    print_event(&json!({
        "event": "failed",
        "reason": reason,
        "sentence": sentence,
        "advice": advice,
    }))
}

fn as_json(progress: &Progress) -> Value {
    let waiting = |sentence: &str| json!({"event": "waiting", "sentence": sentence});
    match progress {
        Progress::Code(code) => json!({
            "event": "code",
            "address": code.url,
            "code": code.code,
            "expiresIn": seconds_left(code.ends),
        }),
        Progress::Page(page) => json!({
            "event": "page",
            "address": page.url,
            "port": page.port,
            "tunnel": tunnel(page.named_port),
        }),
        Progress::SlowedDown => waiting(signin::messages::SLOWED_DOWN),
        Progress::RequestFailed(why) => waiting(why),
        Progress::Recovered => waiting(messages::RECOVERED),
        Progress::WrongPaste(wrong) => waiting(&describe_wrong_paste(wrong)),
        Progress::Exchanging => waiting(signin::messages::SIGNING_IN),
    }
}

fn print_as_text(progress: &Progress) -> io::Result<()> {
    match progress {
        Progress::Code(code) => {
            let rows = [("open", code.url.clone()), ("code", code.code.clone())];
            print(&labeled(&rows.map(|(label, value)| (label.to_owned(), value))))?;
            let minutes = seconds_left(code.ends).div_ceil(60);
            print(&format!("{}\n", messages::waiting_for_code(minutes)))
        }
        Progress::Page(page) => {
            // Unwrapped: it holds random text and must be copied whole.
            print_as_is(&format!("open  {}\n", page.url))?;
            let comes = match page.port {
                Some(_) => signin::messages::COMES_BY_ITSELF,
                None => messages::PORTS_TAKEN,
            };
            let tunnel = page.port.and(tunnel(page.named_port));
            let tunnel = tunnel.map(|tunnel| messages::from_another_machine(&tunnel));
            let lines = [Some(comes.to_owned()), Some(messages::PASTE_HERE.to_owned()), tunnel];
            lines.into_iter().flatten().try_for_each(|line| print(&format!("{line}\n")))
        }
        Progress::SlowedDown => print(&format!("{}\n", signin::messages::SLOWED_DOWN)),
        Progress::Recovered => print(&format!("{}\n", messages::RECOVERED)),
        Progress::Exchanging => print(&format!("{}\n", signin::messages::SIGNING_IN)),
        Progress::RequestFailed(why) => {
            warn(why);
            Ok(())
        }
        Progress::WrongPaste(wrong) => {
            warn(&describe_wrong_paste(wrong));
            Ok(())
        }
    }
}
