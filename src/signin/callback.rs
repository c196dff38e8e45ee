//! The port of this machine to which the browser is redirected.

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::failure::SignInFailure;
use super::{OnProgress, Progress, messages};
use crate::settings::connection::endpoint::path_of;
use crate::settings::secret::Secret;
use crate::settings::sign_in::pasted::{WrongPaste, code_in};

/// The ports that `OpenAI` has registered for redirects.
pub(super) const REGISTERED_PORTS: [u16; 2] = [1455, 1457];

/// The path of the registered redirect URL.
const PATH: &str = "/auth/callback";

/// The maximum length of a request's head in bytes.
const LONGEST_HEAD: usize = 16 << 10;

/// The timeout for one request of a browser, which opens connections that it may never use.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

/// The first free port, if any.
pub(super) async fn listen(ports: [u16; 2]) -> Option<(TcpListener, u16)> {
    for port in ports {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            let port = listener.local_addr().ok()?.port();
            return Some((listener, port));
        }
    }
    None
}

/// Waits until a browser brings the code of this login. The code of another login gets an error
/// page, and waiting continues. Without a listener this never returns.
pub(super) async fn wait(
    listener: Option<TcpListener>,
    state: &str,
    on_progress: OnProgress<'_>,
) -> Result<Secret, SignInFailure> {
    let Some(listener) = listener else {
        return std::future::pending().await;
    };
    let mut requests = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                let state = state.to_owned();
                requests.spawn(async move { timeout(REQUEST_TIMEOUT, answer(stream, &state)).await });
            },
            Some(ended) = requests.join_next() => match ended {
                Ok(Ok(Some(Ok(code)))) => return Ok(code),
                Ok(Ok(Some(Err(WrongPaste::Denied(words))))) => {
                    return Err(messages::denied(words.as_deref()));
                }
                Ok(Ok(Some(Err(wrong)))) => on_progress(Progress::WrongPaste(wrong)),
                // An unrelated, slow or aborted request.
                Ok(Ok(None) | Err(_)) | Err(_) => {}
            },
        }
    }
}

/// Takes and answers one request; none if it is unrelated.
async fn answer(mut stream: TcpStream, state: &str) -> Option<Result<Secret, WrongPaste>> {
    let head = read_head(&mut stream).await?;
    let line = head.lines().next()?;
    let target = line.strip_prefix("GET ")?.split(' ').next()?;
    if path_of(target) != PATH {
        write(&mut stream, "404 Not Found", messages::PAGE_WRONG).await;
        return None;
    }
    // A pasted code may lack its state, but the browser's request has it.
    let outcome = if target.contains("state=") {
        code_in(target, state)
    } else {
        Err(WrongPaste::OtherState)
    };
    let (status, text) = match &outcome {
        Ok(_) => ("200 OK", messages::PAGE_DONE),
        Err(WrongPaste::Denied(_)) => ("200 OK", messages::PAGE_DENIED),
        Err(_) => ("400 Bad Request", messages::PAGE_WRONG),
    };
    write(&mut stream, status, text).await;
    Some(outcome)
}

/// The head of a request; none if it is invalid or too long.
async fn read_head(stream: &mut TcpStream) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(vec![0; LONGEST_HEAD]);
    let mut length = 0;
    while length < bytes.len() {
        match stream.read(&mut bytes[length..]).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => length += read,
        }
        if bytes[..length].windows(4).any(|end| end == b"\r\n\r\n") {
            return std::str::from_utf8(&bytes[..length]).ok().map(|head| head.to_owned().into());
        }
    }
    None
}

/// A browser that has disconnected needs no answer.
async fn write(stream: &mut TcpStream, status: &str, text: &str) {
    let body =
        format!("<!doctype html><meta charset=utf-8><title>llm-connections</title><p>{text}</p>\n");
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\ncache-control: no-store\r\nreferrer-policy: no-referrer\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    let _ = stream.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_port_is_taken_where_the_first_is_not_free_and_none_where_neither_is() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let (first, taken) = listen([0, 0]).await.expect("free");
            let (second, other) = listen([taken, 0]).await.expect("free");
            assert_ne!(taken, other);
            assert!(listen([taken, other]).await.is_none());
            drop((first, second));
        });
    }
}
