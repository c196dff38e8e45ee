//! The person's own editor, run on a private temporary file that is removed however the editor
//! ends.

use std::fs;
use std::io;
use std::process::ExitStatus;
use std::sync::Arc;

use tokio::process::Child;

use crate::settings::{Connection, ConnectionId};
use crate::store::BrokenFile;
use crate::system::editor::{self, TextPosition};
use crate::system::signals::{self, Deliveries, Signal, StopRequest};
use crate::system::temporary::Folder;
use crate::tui::messages;

/// A connection's JSON while it is edited.
#[derive(Clone)]
pub struct JsonDraft {
    /// The connection to replace.
    pub id: ConnectionId,
    /// The connection as the person saw it: later changes to it are not overwritten.
    pub seen: Arc<Connection>,
    pub text: String,
    /// Where to put the cursor.
    pub position: Option<TextPosition>,
}

/// An unusable Craft file while it is edited.
#[derive(Clone)]
pub struct FileDraft {
    /// The file as the person saw it: later changes to it are not overwritten.
    pub seen: BrokenFile,
    pub text: Vec<u8>,
    /// Where to put the cursor.
    pub position: Option<TextPosition>,
}

/// How an editor ended.
pub(super) enum Edited<T> {
    /// The draft in its current state, and why editing failed: no editor set, or an error.
    Back(T, Option<String>),
    /// A signal ends the program; the editor received it too.
    Ended(Signal),
}

/// Opens a connection's JSON in the editor. The caller must have released the terminal first.
pub(super) async fn edit_json(draft: JsonDraft, deliveries: &mut Deliveries) -> Edited<JsonDraft> {
    let file = ("connection.json", draft.text.as_bytes(), draft.position);
    let text = edited(file, deliveries).await.and_then(|bytes| {
        String::from_utf8(bytes).map_err(|_| Unedited::Failed(messages::not_utf8()))
    });
    match text {
        Ok(text) => Edited::Back(JsonDraft { text, ..draft }, None),
        Err(Unedited::Failed(why)) => Edited::Back(draft, Some(why)),
        Err(Unedited::Ended(signal)) => Edited::Ended(signal),
    }
}

/// Opens a copy of a Craft file in the editor. The caller must have released the terminal first.
pub(super) async fn edit_file(draft: FileDraft, deliveries: &mut Deliveries) -> Edited<FileDraft> {
    match edited(("config.json", &draft.text, draft.position), deliveries).await {
        Ok(text) => Edited::Back(FileDraft { text, ..draft }, None),
        Err(Unedited::Failed(why)) => Edited::Back(draft, Some(why)),
        Err(Unedited::Ended(signal)) => Edited::Ended(signal),
    }
}

enum Unedited {
    Failed(String),
    Ended(Signal),
}

async fn edited(
    (name, text, position): (&str, &[u8], Option<TextPosition>),
    deliveries: &mut Deliveries,
) -> Result<Vec<u8>, Unedited> {
    let editor =
        editor::command().ok_or_else(|| Unedited::Failed(messages::NO_EDITOR.to_owned()))?;
    let unready =
        |error: io::Error| Unedited::Failed(format!("Can't hand the text to the editor: {error}."));
    // A whole folder, so that files the editor adds (swap files, backups) are removed with it.
    let folder = Folder::new().map_err(unready)?;
    let file = folder.write(name, text).map_err(unready)?;
    log::info!(editor:%; "editor-started");
    let mut child = editor::opening(&editor, &file, position)
        .spawn()
        .map_err(|error| Unedited::Failed(format!("Can't start {editor}: {error}.")))?;
    let status = ended(&mut child, deliveries).await?;
    match status.code() {
        Some(0) => {}
        Some(editor::NOT_FOUND) => {
            let why = format!("{editor} not found: check $VISUAL and $EDITOR.");
            return Err(Unedited::Failed(why));
        }
        _ => {
            let why = format!("{editor} ended with {status}: nothing changed.");
            return Err(Unedited::Failed(why));
        }
    }
    // Open by name: the editor may have replaced the file.
    fs::read(&file)
        .map_err(|error| Unedited::Failed(format!("Can't read what the editor left: {error}.")))
}

/// Waits for the editor. Of the signals the terminal sends to both processes, interrupt and quit
/// are meant for the editor, and a stop stops both.
async fn ended(child: &mut Child, deliveries: &mut Deliveries) -> Result<ExitStatus, Unedited> {
    loop {
        tokio::select! {
            // The editor's exit first: a signal that arrives with it was meant for it.
            biased;
            status = child.wait() => {
                let status = status
                    .map_err(|error| Unedited::Failed(format!("Can't wait for the editor: {error}.")))?;
                // An interrupt that ended the editor also went to this program, but may not have
                // arrived yet.
                if let Some(signal) = end_among(signals::catch_up(deliveries).await) {
                    return Err(Unedited::Ended(signal));
                }
                return Ok(status);
            }
            Some(delivery) = deliveries.recv() => {
                let mut requests = vec![delivery.accept()];
                if requests == [StopRequest::Stop] {
                    // An outside stop reached this program alone. The editor and whatever started
                    // it would keep reading input meant for the shell.
                    let _ = signals::stop_group();
                    requests = signals::catch_up(deliveries).await;
                    signals::stop();
                    signals::continue_group();
                }
                if let Some(signal) = end_among(requests) {
                    pass_on(child, signal);
                    return Err(Unedited::Ended(signal));
                }
            }
        }
    }
}

/// The first signal that must end this program, not just the editor.
fn end_among(requests: Vec<StopRequest>) -> Option<Signal> {
    requests.into_iter().find_map(|request| match request {
        StopRequest::End(Signal::SIGINT | Signal::SIGQUIT)
        | StopRequest::Stop
        | StopRequest::CaughtUp => None,
        StopRequest::End(signal) => Some(signal),
    })
}

/// Forwards a signal to the editor, which would otherwise stay behind on the terminal.
fn pass_on(child: &Child, signal: Signal) {
    if let Some(pid) = child.id() {
        signals::pass_on(pid, signal);
    }
}
