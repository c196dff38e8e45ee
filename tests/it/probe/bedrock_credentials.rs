//! Where Bedrock's credentials are found, when the environment is to have them: in all the places
//! where AWS's own programs look.

use llm_connections::probe::messages::aws;
use serde_json::json;

use crate::probe::bedrock::{
    ID, KEYS, MODELS, PROFILES, SECRET, TOKEN, bedrock, environment, lists, never_sent,
};
use crate::probe::installation::Installation;
use crate::support::server::{Reply, Server};

/// What a login and a machine are known by, which is nothing for Bedrock.
const OF_OTHERS: &str = "PLANTED-FOR-OTHERS";

/// Whoever hands out credentials to logins, containers and machines.
fn others() -> Server {
    Server::start(|request| {
        let known = |header: &str| request.header(header) == Some(OF_OTHERS);
        let path = request.path.split('?').next().unwrap_or_default();
        let reply = match path {
            "/sso" if known("x-amz-sso_bearer_token") => {
                json!({"roleCredentials": {"accessKeyId": ID, "secretAccessKey": SECRET, "sessionToken": TOKEN, "expiration": 4_070_908_800_000_u64}})
            }
            "/container" if known("authorization") => {
                json!({"AccessKeyId": ID, "SecretAccessKey": SECRET, "Token": TOKEN, "Expiration": "2099-01-01T00:00:00Z"})
            }
            "/latest/api/token" if request.method == "PUT" => {
                return Reply::Full(200, Vec::new(), OF_OTHERS.into());
            }
            "/latest/meta-data/iam/security-credentials/" if known("x-aws-ec2-metadata-token") => {
                return Reply::Full(200, Vec::new(), b"role".to_vec());
            }
            "/latest/meta-data/iam/security-credentials/role"
                if known("x-aws-ec2-metadata-token") =>
            {
                json!({"Code": "Success", "AccessKeyId": ID, "SecretAccessKey": SECRET, "Token": TOKEN, "Expiration": "2099-01-01T00:00:00Z"})
            }
            _ => return Reply::Json(404, json!({"message": "no"})),
        };
        Reply::Json(200, reply)
    })
}

/// Asks with credentials that some place of the environment has, and gives back what others were
/// asked for it.
#[track_caller]
fn found_in(
    place: impl Fn(Installation, &Server) -> Installation,
    token: Option<&'static str>,
) -> Vec<String> {
    let (server, others) = (bedrock(token, "us-east-1", lists), others());
    place(environment(&server), &others).asked().is_valid();
    assert_eq!(server.lines(), [MODELS, PROFILES]);
    for secret in [SECRET, OF_OTHERS] {
        never_sent(&server, secret);
    }
    for secret in [SECRET, TOKEN] {
        never_sent(&others, secret);
    }
    others.lines()
}

#[test]
fn the_access_key_of_the_environment_and_of_every_file_of_profiles_is_found() {
    let key = format!("aws_access_key_id={ID}\naws_secret_access_key={SECRET}\n");
    let with_token = format!("{key}aws_session_token={TOKEN}\n");
    for (variables, file, text, token) in [
        (&KEYS[..], "unused", String::new(), None),
        (&[KEYS[0], KEYS[1], ("AWS_SESSION_TOKEN", TOKEN)], "unused", String::new(), Some(TOKEN)),
        (&[], ".aws/credentials", format!("[default]\n{key}"), None),
        (
            &[("AWS_PROFILE", "work")],
            ".aws/credentials",
            format!(
                "[default]\naws_access_key_id=no\naws_secret_access_key=no\n[work]\n{with_token}"
            ),
            Some(TOKEN),
        ),
        (&[], ".aws/config", format!("[default]\n{key}"), None),
        (
            &[("AWS_PROFILE", "work")],
            ".aws/config",
            format!("[profile work]\n{with_token}"),
            Some(TOKEN),
        ),
        (&[("AWS_CONFIG_FILE", "~/elsewhere")], "elsewhere", format!("[default]\n{key}"), None),
        (
            &[("AWS_SHARED_CREDENTIALS_FILE", "~/elsewhere")],
            "elsewhere",
            format!("[default]\n{key}"),
            None,
        ),
    ] {
        let asked = found_in(|place, _| place.with_all(variables).with_file(file, &text), token);
        assert_eq!(asked, [""; 0], "{file}");
    }
}

#[test]
fn a_login_is_found_in_the_old_and_in_the_new_way_to_write_it() {
    let cached =
        format!(r#"{{"accessToken": "{OF_OTHERS}", "expiresAt": "2099-01-01T00:00:00Z"}}"#);
    let of_role = "sso_account_id=12\nsso_role_name=Dev\n";
    let start = "sso_start_url=https://portal.example/start\nsso_region=eu-west-1\n";
    // The names of the files are the SHA-1 of the address, and of the session's name.
    for (config, cache) in [
        (format!("[profile work]\n{start}{of_role}"), "5863e3e4b5a9564b6e829cf4aa6724bdbf9788a5"),
        (
            format!("[profile work]\nsso_session=work\n{of_role}[sso-session work]\n{start}"),
            "e274eeff768c6396088ec6eb091f4bf4d47ab1e0",
        ),
    ] {
        let asked = found_in(
            |place, others| {
                place
                    .with("AWS_PROFILE", "work")
                    .with("AWS_SSO_ENDPOINT", &format!("{}/sso", others.url()))
                    .with_file(".aws/config", &config)
                    .with_file(&format!(".aws/sso/cache/{cache}.json"), &cached)
            },
            Some(TOKEN),
        );
        assert_eq!(asked, ["GET /sso?role_name=Dev&account_id=12"], "{config}");
    }
}

#[test]
fn a_container_a_machine_and_a_command_are_asked_for_credentials() {
    let asked = found_in(
        |place, others| {
            let url = format!("{}/container", others.url());
            place
                .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", &url)
                .with("AWS_CONTAINER_AUTHORIZATION_TOKEN", OF_OTHERS)
        },
        Some(TOKEN),
    );
    assert_eq!(asked, ["GET /container"]);
    let asked = found_in(
        |place, others| {
            place
                .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", &others.url())
                .with("AWS_EC2_METADATA_DISABLED", "false")
        },
        Some(TOKEN),
    );
    let role = "/latest/meta-data/iam/security-credentials/";
    assert_eq!(
        asked,
        ["PUT /latest/api/token".to_owned(), format!("GET {role}"), format!("GET {role}role")]
    );
    let message =
        json!({"Version": 1, "AccessKeyId": ID, "SecretAccessKey": SECRET, "SessionToken": TOKEN});
    let asked = found_in(
        |place, _| {
            let place = place.with_file("said", &message.to_string());
            let command = format!("cat {}", place.tree.path("said").display());
            place.with_file(".aws/config", &format!("[default]\ncredential_process={command}\n"))
        },
        Some(TOKEN),
    );
    assert_eq!(asked, [""; 0]);
}

#[test]
fn metadata_service_is_not_asked_when_disabled_by_the_environment() {
    for no in ["true", "TRUE"] {
        let others = others();
        let server = bedrock(None, "us-east-1", lists);
        let found = environment(&server)
            .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", &others.url())
            .with("AWS_EC2_METADATA_DISABLED", no)
            .asked();
        found.is("failed notAsked notAsked notAsked", aws::NO_CREDENTIALS);
        assert_eq!(others.lines(), [""; 0]);
        assert_eq!(server.lines(), [""; 0]);
    }
}
