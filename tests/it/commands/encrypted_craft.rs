//! A Craft server that is spoken to encrypted: by a certificate that the system's authorities, or
//! those that the environment names, vouch for.

use llm_connections::cli::messages::through_craft;
use llm_connections::vault::{Keys, Machine};

use crate::commands::harness::{Ran, Tree};
use crate::probe::authority::certified;
use crate::support::craft::HeldLock;
use crate::support::craft_server::{CraftServer, TOKEN};
use crate::support::server::tls;

#[test]
fn craft_server_with_a_trusted_certificate_is_used() {
    let tree = Tree::new();
    tree.run_with(&["secret", "set", "work"], "gsk_first-of-all-keys").done();
    let folder = tempfile::tempdir().expect("a folder");
    let authority = folder.path().join("authority.pem");
    let (chain, key) = certified(&["localhost"], &authority);
    let keys = Keys::new(Machine::This);
    let server = CraftServer::start_tls(&tree.path(""), keys, tls(chain, key));
    let craft = HeldLock::take(&tree.path(""));
    let set = |trusted: &std::path::Path, host: &str, key: &str| {
        let mut program = tree.program();
        program
            .env("CRAFT_SERVER_URL", format!("wss://{host}:{}", server.port()))
            .env("CRAFT_SERVER_TOKEN", TOKEN)
            .env("SSL_CERT_FILE", trusted)
            .args(["secret", "set", "work"]);
        Ran::of_with(program, key)
    };
    let setups = || server.calls("settings:setupLlmConnection").len();
    // One that another authority vouches for, and one for another name, get no token.
    let other = folder.path().join("other.pem");
    certified(&["localhost"], &other);
    assert_ne!(set(&other, "localhost", "gsk_not-for-a-stranger").code, 0);
    assert_ne!(set(&authority, "127.0.0.1", "gsk_not-for-another-name").code, 0);
    assert_eq!(setups(), 0);
    set(&authority, "localhost", "gsk_another-of-my-keys").done().prints(&through_craft(&[])[0]);
    assert_eq!(setups(), 1);
    drop(craft);
}
