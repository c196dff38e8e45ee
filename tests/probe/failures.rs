//! Every way in which an endpoint may fail, and what is said of it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use llm_connections::probe::report::{Outcome, Report, StageName};
use llm_connections::probe::{Http, Limits, validate};
use llm_connections::settings::Connection;
use llm_connections::settings::credential::Authentication;
use llm_connections::settings::credential::held::Held;
use llm_connections::settings::credential::key;
use llm_connections::settings::secret::Secret;
use llm_connections::settings::subject::Subject;
use llm_connections::store::milliseconds;
use serde_json::{Value, json};

use crate::server::{Reply, Server};

const KEY: &str = "sk-PLANTED-0123456789";

fn subject(connection: Value, secret: &str) -> Subject {
    let typed = vec![(key::VALUE, Some(Secret::new(secret.to_owned())))];
    Subject {
        connection: Arc::new(Connection::new(connection)),
        authentication: Authentication::Stored,
        held: Held::default().with_typed(&typed),
        in_the_clear: false,
        is_sample: false,
        now: milliseconds(SystemTime::now()),
    }
}

fn asked(subject: &Subject) -> Report {
    let limits = Limits {
        connect: Duration::from_secs(2),
        total: Duration::from_secs(5),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let http = Http::new(limits).expect("certificates");
        validate(subject, &http, limits).await
    })
}

fn outcomes(report: &Report) -> [Outcome; 4] {
    StageName::ALL.map(|name| report.stage(name).outcome)
}

#[test]
fn a_wrong_key_fails_at_auth_with_the_providers_words() {
    let server = Server::start(|_| {
        Reply::Json(
            401,
            json!({"error": {"message": format!("{KEY} is no key")}}),
        )
    });
    let connection = json!({"slug": "a", "name": "A", "providerType": "anthropic_compat",
        "authType": "api_key_with_endpoint", "baseUrl": server.url(), "defaultModel": "m"});
    let report = asked(&subject(connection, KEY));
    let expected = [
        Outcome::Passed,
        Outcome::Passed,
        Outcome::Failed,
        Outcome::NotAsked,
    ];
    assert_eq!(outcomes(&report), expected);
    let auth = report.stage(StageName::Auth).asked.clone().expect("asked");
    assert_eq!(auth.words.as_deref(), Some("… is no key"));
    assert_eq!(auth.status, Some(401));
    assert_eq!(server.lines(), ["GET /v1/models"]);
    assert_eq!(server.requests()[0].header("x-api-key"), Some(KEY));
}
