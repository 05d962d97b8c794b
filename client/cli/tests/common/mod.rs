//! Runs the command as a person or a program would.
#![allow(dead_code, reason = "every test binary uses a part of it")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A folder of a test's own, empty at first.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a command left.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Expects success. Returns what it printed.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// Expects success. Returns the JSON that it printed.
    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        let text = self.ok();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Expects a failure with this exit code. Returns what it said.
    #[track_caller]
    pub fn fails(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.contains("error"), "{self:?}");
        self.err
    }
}

/// Somebody at a shell: a folder, a network, an account.
#[derive(Clone)]
pub struct Person {
    pub folder: PathBuf,
    pub variables: Vec<(String, String)>,
}

impl Person {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), variables: Vec::new() }
    }

    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.variables.retain(|(name, _)| name != variable);
        self.variables.push((variable.into(), value.into()));
        self
    }

    pub fn on(self, network: &str) -> Self {
        self.with("GRIDSHARE_NETWORK", network)
    }

    pub fn acting_as(self, account: &str) -> Self {
        self.with("GRIDSHARE_FROM", account)
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let config = self.folder.join("config.toml");
        command.current_dir(&self.folder).env("GRIDSHARE_CONFIG", config).env_remove("NO_COLOR");
        for variable in ["GRIDSHARE_NETWORK", "GRIDSHARE_FROM", "GRIDSHARE_URL"] {
            command.env_remove(variable);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs `gridshare` with arguments split at spaces; one in single quotes may contain some.
    pub fn run(&self, arguments: &str) -> Ran {
        self.run_with(arguments, "")
    }

    /// Runs `gridshare`, with this on its standard input.
    pub fn run_with(&self, arguments: &str, input: &str) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_gridshare"));
        command.args(split(arguments)).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that does not read is free to end first.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ran::from(child.wait_with_output().unwrap())
    }

    /// Starts `gridshare` on a terminal of 80 columns.
    pub fn at_a_terminal(&self, arguments: &str) -> Terminal {
        let quoted: Vec<String> = split(arguments)
            .into_iter()
            .map(|argument| format!("'{}'", argument.replace('\'', "'\\''")))
            .collect();
        let line =
            format!("stty cols 80 rows 24; exec '{}' {}", env!("CARGO_BIN_EXE_gridshare"), quoted.join(" "));
        let mut command = self.command("script");
        // `script` passes the command's exit code on with -e.
        command
            .args(["-q", "-e", "-c", &line, "/dev/null"])
            .env("SHELL", "/bin/sh")
            .env("TERM", "xterm-256color");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("util-linux has `script`");
        let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let (mut out, into) = (child.stdout.take().unwrap(), seen.clone());
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(read @ 1..) = out.read(&mut part) {
                into.lock().unwrap().extend_from_slice(&part[..read]);
            }
        });
        Terminal { child, seen }
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A command on a terminal.
pub struct Terminal {
    child: Child,
    seen: std::sync::Arc<std::sync::Mutex<Vec<u8>>>,
}

impl Terminal {
    /// How long a person waits for anything.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// Returns what is on the screen so far.
    pub fn screen(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }

    /// Waits until this is on the screen.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        let start = Instant::now();
        while !self.screen().contains(text) {
            assert!(start.elapsed() < Self::PATIENCE, "no `{text}` in:\n{}", self.screen());
            sleep(Duration::from_millis(20));
        }
        self
    }

    /// Types.
    pub fn types(&mut self, text: &str) -> &mut Self {
        let input = self.child.stdin.as_mut().unwrap();
        input.write_all(text.as_bytes()).and_then(|()| input.flush()).unwrap();
        self
    }

    /// Presses Ctrl-C.
    pub fn interrupts(&mut self) -> &mut Self {
        self.types("\u{3}")
    }

    /// Waits for the end. Returns the exit code and all that was on the screen.
    #[track_caller]
    pub fn ends(mut self) -> (i32, String) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What was printed last is still on its way.
                sleep(Duration::from_millis(100));
                return (status.code().unwrap_or(-1), self.screen());
            }
            if start.elapsed() > Self::PATIENCE {
                let _ = self.child.kill();
                panic!("it does not end:\n{}", self.screen());
            }
            sleep(Duration::from_millis(20));
        }
    }
}

/// Splits at spaces, except within single quotes.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// Returns the longest line's width in columns, without what only colours it.
pub fn width(text: &str) -> usize {
    text.lines().map(|line| plain(line).trim_end().chars().count()).max().unwrap_or(0)
}

/// Removes what only colours or moves the cursor.
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => while letters.next().is_some_and(|letter| !letter.is_ascii_alphabetic()) {},
            '\r' => (),
            letter => out.push(letter),
        }
    }
    out
}
