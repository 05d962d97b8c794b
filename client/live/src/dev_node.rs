//! A development node of one's own, for tests: `scripts/node` on a free port.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What the folders of such nodes are called; the process that started them and a number follow.
const FOLDER: &str = "gridshare-dev-node-";

/// A node that ends when this value is dropped, or when the process does that started it.
pub struct DevNode {
    script: Option<Child>,
    port: u16,
    url: String,
    /// Keeps the chain while the node is down.
    folder: PathBuf,
    /// How far its clock was ahead when it was killed, in milliseconds.
    ahead: i64,
}

impl DevNode {
    /// Starts a node with a chain of its own and waits until it answers: about ten seconds. `None` where no node's
    /// program is, which is said on standard error.
    ///
    /// # Panics
    /// When the node does not start; or when none is there and `GRIDSHARE_NEED_NODE` is set.
    pub fn start() -> Option<Self> {
        let found = command().arg("--print-binary").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !found.is_ok_and(|status| status.success()) {
            let missing = "no substrate-contracts-node is here: tests that need one are left out";
            assert!(
                std::env::var_os("GRIDSHARE_NEED_NODE").is_none(),
                "{missing}, but GRIDSHARE_NEED_NODE is set"
            );
            eprintln!("{missing} (scripts/node compiles one)");
            return None;
        }
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("{FOLDER}{}-{number}", std::process::id());
        let port = free_port();
        let url = format!("ws://127.0.0.1:{port}");
        let mut node = Self { script: None, port, url, folder: std::env::temp_dir().join(name), ahead: 0 };
        fs::create_dir_all(&node.folder).expect("the temporary folder can be written");
        remove_leftovers();
        node.launch();
        Some(node)
    }

    /// Where it answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Kills it where it stands, as a power failure would. What was in a block stays, what was not is gone.
    pub fn kill(&mut self) {
        let clock = crate::clock::file(self.port);
        self.ahead = crate::clock::read(&clock).unwrap_or(self.ahead);
        self.signal("KILL");
        // Whoever kills leaves the file behind that the script would have removed.
        let _ = fs::remove_file(clock);
        // The system takes a moment to end all threads of a process: its port is free when all are gone.
        while TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Starts it again on the same port, with the chain and the clock that it had.
    ///
    /// # Panics
    /// When the node does not start.
    pub fn restart(&mut self) {
        self.kill();
        self.launch();
        if self.ahead != 0 {
            crate::clock::write(&crate::clock::file(self.port), self.ahead).expect("the node made this file");
        }
    }

    fn launch(&mut self) {
        let log = self.folder.join("log");
        let mut script = command()
            .args(["--port", &self.port.to_string(), "--while", &std::process::id().to_string()])
            .arg("--base-path")
            .arg(self.folder.join("chain"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&log).expect("the folder was made above"))
            // A group of its own, so that all of it can be killed, and Ctrl-C reaches only the test.
            .process_group(0)
            .spawn()
            .expect("scripts/node can be run");
        let output = script.stdout.take().expect("it is piped");
        self.script = Some(script);
        let ready = BufReader::new(output).lines().map_while(Result::ok).any(|line| line.contains("ready"));
        if !ready {
            let said = fs::read_to_string(&log).unwrap_or_default();
            panic!("the node did not start; it said:\n{said}");
        }
    }

    fn signal(&mut self, signal: &str) {
        if let Some(mut script) = self.script.take() {
            let group = format!("kill -s {signal} -- -{}", script.id());
            // bash, which the script needs anyway: not every sh can signal a group.
            let _ = Command::new("bash").args(["-c", &group]).stderr(Stdio::null()).status();
            let _ = script.wait();
        }
    }
}

impl Drop for DevNode {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn command() -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/node"))
}

/// Removes the folders of nodes whose process has ended without dropping them, as a test's statics are.
fn remove_leftovers() {
    for entry in fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(FOLDER)?.split('-').next());
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Returns a port that nothing listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}
