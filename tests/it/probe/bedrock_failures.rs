//! Every way in which asking Bedrock may fail, and what is said of it.

use llm_connections::probe::RequestError;
use llm_connections::probe::messages::{self, aws, cloud};
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use serde_json::json;

use crate::probe::bedrock::{
    BEARER, KEYS, MODELS, SECRET, TOKEN, bedrock, connection, environment, lists, never_sent,
};
use crate::probe::fifo;
use crate::probe::installation::{CLOSED_PORT, Found, Installation, VALID};
use crate::support::server::{Reply, Request, Server};

/// What an answer to the first question leads to.
pub const NO_SERVICE: &str = "passed failed notAsked notAsked";
pub const NOT_TAKEN: &str = "passed passed failed notAsked";
const NOTHING: &str = "failed notAsked notAsked notAsked";

type Answer = Box<dyn Fn(&Request) -> Reply + Send + Sync>;

/// AWS's own way to say something.
fn says(status: u16, words: &'static str) -> Answer {
    Box::new(move |_| Reply::Json(status, json!({"message": words})))
}

/// Stands for the host in what is said of it.
const HOST: &str = "(host)";

/// Asks with a session of which this is the answer to the first question.
#[track_caller]
fn assert_report(answer: Answer, outcomes: &str, says: &str) {
    let server = bedrock(Some(TOKEN), "us-east-1", answer);
    let found = environment(&server).with_all(&KEYS).with("AWS_SESSION_TOKEN", TOKEN).asked();
    found.is(outcomes, &says.replace(HOST, &server.host()));
    assert_eq!(server.lines()[0], MODELS);
    never_sent(&server, SECRET);
}

#[test]
fn refused_credentials_are_reported_with_the_reason() {
    let no = aws::REFUSED;
    let ended = aws::SESSION_ENDED;
    for (status, words, sentence) in [
        (403, "The security token included in the request is invalid.", no),
        (400, "The security token included in the request is invalid.", no),
        (403, "Signature expired: 20260101T000000Z is now earlier than 20260102T000000Z", no),
        (403, "Authentication failed: Please make sure your API Key is valid.", no),
        (401, "Who are you?", no),
        (403, "The security token included in the request is expired", ended),
    ] {
        assert_report(says(status, words), NOT_TAKEN, sentence);
    }
}

#[test]
fn answer_that_is_no_list_is_reported_as_what_it_is() {
    let bytes = |text: &'static str| -> Answer { Box::new(move |_| Reply::Bytes(text.into())) };
    let another = cloud::other_server(HOST, "Bedrock");
    let page = || Reply::Full(200, Vec::new(), b"<html>hello</html>".to_vec());
    assert_report(
        says(429, "Too many requests"),
        "passed passed passed notAsked",
        messages::TOO_OFTEN,
    );
    for (answer, sentence) in [
        (says(500, "oh"), messages::server_error(HOST, 500)),
        (says(503, "oh"), messages::server_error(HOST, 503)),
        (says(404, "no"), another.clone()),
        (says(400, "no"), another.clone()),
        (says(200, "hello"), another.clone()),
        (Box::new(move |_| page()), another),
        (bytes("SSH-2.0-OpenSSH\r\n"), RequestError::NotHttp.sentence(HOST)),
        (
            bytes("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"),
            RequestError::CutOff.sentence(HOST),
        ),
    ] {
        assert_report(answer, NO_SERVICE, &sentence);
    }
}

#[test]
fn redirect_target_is_not_asked() {
    let other = Server::start(lists);
    let to = other.url();
    let redirects_to = messages::redirects_to("", Some(&format!("{to}/")));
    let server =
        Server::start(move |_| Reply::Full(302, vec![("location", to.clone())], Vec::new()));
    let found = environment(&server).with("AWS_BEARER_TOKEN_BEDROCK", BEARER).asked();
    found.is(NO_SERVICE, &redirects_to);
    assert_eq!(other.lines(), [""; 0]);
}

#[test]
fn secret_repeated_by_aws_is_not_shown() {
    let server = bedrock(Some(TOKEN), "us-east-1", |_| {
        Reply::Json(403, json!({"message": format!("The canonical string has {TOKEN} in it.")}))
    });
    let found = environment(&server).with_all(&KEYS).with("AWS_SESSION_TOKEN", TOKEN).asked();
    assert_eq!(found.words(), "The canonical string has … in it.");
}

#[test]
fn invalid_region_or_endpoint_sends_no_request() {
    let url = "AWS_ENDPOINT_URL_BEDROCK";
    for (region, variables, says) in [
        ("us east", &[][..], aws::no_region("us east").as_str()),
        ("us-east-1.evil.example/", &[], &aws::no_region("us-east-1.evil.example/")),
        ("us-east-1", &[(url, "localhost:1")], "is invalid"),
        ("us-east-1", &[(url, "ftp://a.b")], "is invalid"),
    ] {
        let server = Server::start(lists);
        let found = Installation::of(connection("environment"))
            .with("AWS_REGION", region)
            .with_all(&KEYS)
            .with(url, &server.url())
            .with_all(variables)
            .asked();
        found.is(NOTHING, says);
        assert_eq!(server.lines(), [""; 0], "{region}");
    }
}

#[test]
fn without_credentials_anywhere_it_ends_at_once() {
    let silent = Server::start(|_| Reply::Silence);
    let refusing = Server::start(|_| Reply::Json(403, json!({"message": "no"})));
    let machine = |url: String| {
        [
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", url),
            ("AWS_EC2_METADATA_DISABLED", "false".to_owned()),
        ]
    };
    let container = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", refusing.url());
    let plain = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.example/".to_owned());
    let token = ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "PLANTED".to_owned());
    for (variables, says) in [
        (vec![], aws::NO_CREDENTIALS.to_owned()),
        (vec![("AWS_PROFILE", "gone".to_owned())], aws::unknown_profile("gone", &[])),
        (machine(silent.url()).to_vec(), RequestError::ResponseTimeout.sentence(&silent.host())),
        (
            machine(format!("http://{CLOSED_PORT}")).to_vec(),
            RequestError::Refused.sentence(CLOSED_PORT),
        ),
        (vec![container], aws::gave_status(&refusing.host(), 403)),
        (vec![plain, token], cloud::unencrypted("evil.example")),
    ] {
        let server = Server::start(lists);
        let mut installation = environment(&server);
        for (name, value) in &variables {
            installation = installation.with(name, value);
        }
        let found = installation.asked();
        found.is(NOTHING, &says);
        assert!(found.took() < Duration::from_secs(8), "{:?}", found.took());
        assert_eq!(server.lines(), [""; 0]);
    }
}

#[test]
fn variable_with_invalid_text_is_ignored() {
    let server = bedrock(None, "us-east-1", lists);
    let installation = environment(&server).with_all(&KEYS);
    let mut program = installation.program(&[]);
    program.env("OF_ANOTHER_PROGRAM", std::ffi::OsStr::from_bytes(b"\xff"));
    Found::by(program).is_valid();
}

#[test]
fn hanging_command_is_killed_with_its_children() {
    let server = Server::start(lists);
    let installation = environment(&server);
    let (path, reader) = fifo::at(&installation.tree.path("held"));
    let installation = installation
        .with_file("hang", &format!("exec 3>'{}'\nsleep 1000 &\nsleep 1000\n", path.display()));
    let command = format!("sh {}", installation.tree.path("hang").display());
    let installation = installation
        .with_file(".aws/config", &format!("[default]\ncredential_process={command}\n"));
    let found = installation.asked_with(&["--timeout", "4"]);
    found.is(NOTHING, "credentials");
    assert!(found.took() < Duration::from_secs(9), "{:?}", found.took());
    assert!(reader.ends(), "somebody still holds it");
    assert_eq!(server.lines(), [""; 0]);
}

#[test]
fn failing_command_is_reported_by_name_without_its_output() {
    let printed = "echo out-PLANTED\necho err-PLANTED >&2\nexit 3\n";
    for (name, why) in [("sh", cloud::FAILS), ("no-such-program", cloud::CANNOT_RUN)] {
        let server = Server::start(lists);
        let installation = environment(&server).with_file("fail", printed);
        let command = format!("{name} {}", installation.tree.path("fail").display());
        let installation = installation
            .with_file(".aws/config", &format!("[default]\ncredential_process={command}\n"));
        // That nothing of it is in the report is looked at wherever a report is made.
        let found = installation.asked();
        found.is(NOTHING, &cloud::no_credentials_by(name, why));
        assert_eq!(found.words(), "");
        assert_eq!(server.lines(), [""; 0]);
    }
}

#[test]
fn token_is_sent_over_plain_http_only_after_consent() {
    let bearer = ("AWS_BEARER_TOKEN_BEDROCK", BEARER);
    let session = ("AWS_SESSION_TOKEN", TOKEN);
    let unasked = "notAsked notAsked notAsked notAsked";
    let unencrypted = |token| aws::unencrypted(token, "bedrock.example");
    for (variables, arguments, outcomes, says) in [
        (&[bearer][..], &[][..], unasked, unencrypted("token").as_str()),
        (&[KEYS[0], KEYS[1], session], &[], unasked, &unencrypted("session token")),
        (&[bearer], &["--allow-plain-http"], VALID, ""),
        (&[KEYS[0], KEYS[1], session], &["--allow-plain-http"], VALID, ""),
        // A signature is of no use to whoever reads it.
        (&KEYS, &[], VALID, ""),
    ] {
        // As a proxy it is asked for whatever host there is.
        let server = Server::start(lists);
        let found = Installation::of(connection("environment"))
            .with("AWS_ENDPOINT_URL_BEDROCK", "http://bedrock.example")
            .with("HTTP_PROXY", &server.url())
            .with_all(variables)
            .asked_with(arguments);
        found.is(outcomes, says);
        let asked = if outcomes == VALID { 2 } else { 0 };
        assert_eq!(server.lines().len(), asked, "{variables:?}");
    }
}

#[test]
fn unreachable_endpoint_is_reported() {
    let found = Installation::of(connection("environment"))
        .with_all(&KEYS)
        .with("AWS_ENDPOINT_URL", &format!("http://{CLOSED_PORT}"))
        .asked();
    found.is(NO_SERVICE, &RequestError::Refused.sentence(CLOSED_PORT));
}
