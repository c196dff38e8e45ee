//! Profiles of AWS's files that lead to credentials by way of others: roles, logins, programs.

use llm_connections::probe::messages::aws;
use serde_json::json;

use crate::probe::bedrock::{ID, KEYS, SECRET, TOKEN, bedrock, environment, lists, never_sent};
use crate::probe::installation::{Found, Installation};
use crate::probe::sigv4::{Signer, refusal};
use crate::support::server::{Reply, Request, Server};

/// The keys by which a role is taken.
const BASE_ID: &str = "AKIDBASE";
const BASE_SECRET: &str = "PLANTED/BASE+SECRET";
const WEB_TOKEN: &str = "PLANTED.WEB.TOKEN";

const ROLE: &str = "arn:aws:iam::12:role/dev";
const STS: &str = "sts.us-east-1.amazonaws.com";
const NOTHING: &str = "failed notAsked notAsked notAsked";

fn of_base() -> String {
    format!("aws_access_key_id={BASE_ID}\naws_secret_access_key={BASE_SECRET}\n")
}

/// AWS's tokens: for whoever signs with the base keys or brings the token, and no other.
fn sts(request: &Request) -> Reply {
    let signer = Signer {
        id: BASE_ID,
        secret: BASE_SECRET,
        token: None,
        region: "us-east-1",
        service: "sts",
    };
    let has = |text: &str| request.body.split('&').any(|pair| pair == text);
    let by_token =
        has("Action=AssumeRoleWithWebIdentity") && has(&format!("WebIdentityToken={WEB_TOKEN}"));
    let by_keys = has("Action=AssumeRole") && refusal(request, &signer).is_none();
    if !(by_token || by_keys) || !has("RoleArn=arn%3Aaws%3Aiam%3A%3A12%3Arole%2Fdev") {
        return Reply::Full(403, Vec::new(), b"<Error><Message>not you</Message></Error>".into());
    }
    let answer = format!(
        "<R><Credentials><AccessKeyId>{ID}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>\
         <SessionToken>{TOKEN}</SessionToken></Credentials></R>"
    );
    Reply::Full(200, Vec::new(), answer.into_bytes())
}

/// What comes of a profile `work`, asked with servers in the place of Bedrock and of AWS's tokens.
fn asked(config: &str, change: impl Fn(Installation) -> Installation) -> (Found, Server) {
    let (server, tokens) = (bedrock(Some(TOKEN), "us-east-1", lists), Server::start(sts));
    let installation = environment(&server)
        .with_host(STS, &tokens)
        .with("AWS_PROFILE", "work")
        .with("AWS_REGION", "us-east-1");
    let tree = installation.tree.path("").display().to_string();
    let found =
        change(installation.with_file(".aws/config", &config.replace("TREE/", &tree))).asked();
    for secret in [SECRET, BASE_SECRET] {
        never_sent(&tokens, secret);
        never_sent(&server, secret);
    }
    never_sent(&server, WEB_TOKEN);
    (found, tokens)
}

#[test]
fn role_is_assumed_from_profile_own_keys_or_environment() {
    let base = of_base();
    let role = format!("[profile work]\nrole_arn={ROLE}\n");
    let with_keys = |place: Installation| {
        place.with("AWS_ACCESS_KEY_ID", BASE_ID).with("AWS_SECRET_ACCESS_KEY", BASE_SECRET)
    };
    for config in [
        format!("{role}source_profile=base\n[profile base]\n{base}"),
        format!("{role}source_profile=work\n{base}"),
        format!(
            "{role}source_profile=base\nexternal_id=x\nduration_seconds=900\n[profile base]\ncredential_process=sh TREE/program\n"
        ),
        format!("{role}web_identity_token_file=TREE/token\n"),
    ] {
        let printed = json!({"Version": 1, "AccessKeyId": BASE_ID, "SecretAccessKey": BASE_SECRET});
        let (found, tokens) = asked(&config, |place| {
            place
                .with_file("token", &format!("{WEB_TOKEN}\n"))
                .with_file("program", &format!("echo '{printed}'\n"))
        });
        found.is_valid();
        assert_eq!(tokens.lines(), ["POST /"], "{config}");
    }
    // The keys of the environment are used for the role only where the profile is asked at all.
    let config = format!("{role}credential_source=Environment\n");
    let (found, _) = asked(&config, with_keys);
    assert_ne!(found.outcomes(), NOTHING, "its own keys come first");
}

#[test]
fn refused_role_and_dangling_role_are_named() {
    let role = format!("[profile work]\nrole_arn={ROLE}\n");
    for (config, says) in [
        (
            format!(
                "{role}source_profile=base\n[profile base]\naws_access_key_id=no\naws_secret_access_key=no\n"
            ),
            aws::no_role("work", ROLE),
        ),
        (format!("{role}source_profile=gone\n"), aws::source_missing("gone")),
        (
            format!(
                "{role}source_profile=other\n[profile other]\nrole_arn=x\nsource_profile=work\n"
            ),
            aws::PROFILES_IN_A_CIRCLE.to_owned(),
        ),
        (role.clone(), aws::unusable_profile("work", aws::ROLE_WITHOUT_SOURCE)),
        (format!("{role}credential_source=Moon\n"), aws::unknown_source("Moon")),
        (
            format!("{role}web_identity_token_file=/nowhere\n"),
            aws::TOKEN_FILE_UNREADABLE.to_owned(),
        ),
    ] {
        let (found, _) = asked(&config, |place| place);
        found.is(NOTHING, &says);
        if says.contains("profile") || says.starts_with("its ") {
            assert!(!found.advice().contains("aws sso login"), "{}", found.advice());
        }
    }
}

#[test]
fn a_role_that_needs_a_code_is_named_with_the_command_that_asks_for_it() {
    let role = format!("[profile work]\nrole_arn={ROLE}\nmfa_serial=arn:aws:iam::12:mfa/me\n");
    for source in ["source_profile=work\n", "source_profile=base\n[profile base]\n"] {
        let (found, tokens) = asked(&format!("{role}{source}{}", of_base()), |place| place);
        found.is(NOTHING, &aws::needs_mfa("work"));
        let command = "aws configure export-credentials --profile work --format env";
        assert!(found.advice().contains(command), "{}", found.advice());
        assert_eq!(tokens.lines(), [""; 0], "AWS is not asked without a code");
    }
}

#[test]
fn a_role_is_asked_for_at_the_endpoint_that_the_environment_names() {
    let config = format!("[profile work]\nrole_arn={ROLE}\nsource_profile=work\n{}", of_base());
    for variable in ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"] {
        let own = Server::start(sts);
        let (found, usual) = asked(&config, |place| place.with(variable, &own.url()));
        found.is_valid();
        assert_eq!((own.lines(), usual.lines().len()), (vec!["POST /".to_owned()], 0));
        let ignored = |place: Installation| {
            place.with(variable, &own.url()).with("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
        };
        let (_, usual) = asked(&config, ignored);
        assert_eq!((own.lines().len(), usual.lines().len()), (1, 1), "{variable}");
    }
}

#[test]
fn a_login_that_awss_library_renews_is_neither_sent_nor_called_ended() {
    let config = "[profile work]\nsso_session=corp\nsso_account_id=12\nsso_role_name=Dev\n\
        [sso-session corp]\nsso_start_url=https://portal.example/start\nsso_region=eu-west-1\n";
    let portal = Server::start(|_| Reply::Json(500, json!({})));
    for (registered_until, is_open) in
        [("2999-01-01T00:00:00Z", true), ("2001-01-01T00:00:00Z", false)]
    {
        let cached = json!({"accessToken": "PLANTED-LOGIN", "expiresAt": "2001-01-01T00:00:00Z",
            "refreshToken": "PLANTED-REFRESH", "clientId": "c", "clientSecret": "PLANTED-CLIENT",
            "registrationExpiresAt": registered_until})
        .to_string();
        let file = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
        let (found, _) = asked(config, |place| {
            place.with("AWS_SSO_ENDPOINT", &portal.url()).with_file(file, &cached)
        });
        if is_open {
            found.is("notAsked notAsked notAsked notAsked", &aws::login_renews("work"));
        } else {
            found.is(NOTHING, &aws::login_ended("work"));
        }
        assert_eq!(found.advice(), &aws::sso_login("work"));
        assert_eq!(portal.lines(), [""; 0]);
    }
}

#[test]
fn expired_login_names_the_command_and_unknown_profile_lists_profiles() {
    let config = "[profile work]\nsso_session=corp\nsso_account_id=12\nsso_role_name=Dev\n\
        [sso-session corp]\nsso_start_url=https://portal.example/start\nsso_region=eu-west-1\n\
        [profile other]\nregion=us-east-1\n";
    // The SHA-1 of “corp”.
    let file = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
    let refusing =
        Server::start(|_| Reply::Json(401, json!({"message": "Session token not found"})));
    let token = |end: &str| json!({"accessToken": "PLANTED-LOGIN", "expiresAt": end}).to_string();
    for text in [None, Some(token("2001-01-01T00:00:00Z")), Some(token("2999-01-01T00:00:00Z"))] {
        let (found, _) = asked(config, |place| {
            let place = place.with("AWS_SSO_ENDPOINT", &refusing.url());
            text.iter().fold(place, |place, text| place.with_file(file, text))
        });
        found.is(NOTHING, &aws::login_ended("work"));
        assert_eq!(found.advice(), &aws::sso_login("work"));
    }
    assert_eq!(refusing.lines().len(), 1, "only what may still be valid is asked");
    let (found, _) = asked(config, |place| place.with("AWS_PROFILE", "wrok"));
    found.is(NOTHING, &aws::unknown_profile("wrok", &["other", "work"].map(str::to_owned)));
}

#[test]
fn a_program_gets_its_arguments_as_they_are_quoted() {
    let script = format!(
        "test \"$#\" = 2 && test \"$1\" = 'two words' && test \"$2\" = 'a\"b' || exit 1\n\
         echo '{}'\n",
        json!({"Version": 1, "AccessKeyId": ID, "SecretAccessKey": SECRET, "SessionToken": TOKEN})
    );
    for (arguments, is_valid) in
        [(r#""two words" 'a"b'"#, true), (r"two words", false), (r#""two"#, false)]
    {
        let config = format!("[profile work]\ncredential_process=sh 'TREE/program' {arguments}\n");
        let (found, _) = asked(&config, |place| place.with_file("program", &script));
        assert_eq!(found.outcomes() == crate::probe::installation::VALID, is_valid, "{arguments}");
    }
}

#[test]
fn a_profile_names_another_address_and_hosts_with_certified_encryption() {
    let server = bedrock(None, "us-east-1", lists);
    let config = format!("[profile work]\nendpoint_url={}\nregion=us-east-1\n", server.url());
    let of = |config: &str| {
        Installation::of(crate::probe::bedrock::connection("environment"))
            .with_all(&KEYS)
            .with("AWS_PROFILE", "work")
            .with_file(".aws/config", config)
    };
    of(&config).asked().is_valid();
    let ignored = format!("{config}ignore_configured_endpoint_urls=true\n");
    of(&ignored).asked().is("passed failed notAsked notAsked", "bedrock.us-east-1.amazonaws.com");
    let fips = "[profile work]\nregion=us-east-1\nuse_fips_endpoint=true\n";
    let fips_host = "bedrock-fips.us-east-1.amazonaws.com";
    of(fips).with_host(fips_host, &server).asked().is_valid();
    of("[profile work]\nregion=us-east-1\n")
        .with("AWS_USE_FIPS_ENDPOINT", "true")
        .with_host(fips_host, &server)
        .asked()
        .is_valid();
}
