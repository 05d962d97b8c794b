//! A line between client and node that can be cut: it understands just enough of WebSockets to see which request
//! passes.

use std::io::{Read, Result, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// What to do with a request.
pub enum Verdict {
    /// Pass it on.
    Pass,
    /// Cut the line before it reaches the node.
    Cut,
    /// Pass it on, then cut the line before the answer comes back.
    PassAndCut,
    /// Keep it, and say nothing.
    Hold,
    /// Keep it, and answer this.
    Answer(String),
}

type Rule = Box<dyn FnMut(&str) -> Verdict + Send>;

pub struct Proxy {
    url: String,
    open: Arc<AtomicBool>,
}

impl Proxy {
    /// Listens in front of the node at `url`. Every request of a client is shown to `rule` first.
    pub fn before(url: &str, rule: impl FnMut(&str) -> Verdict + Send + 'static) -> Self {
        let node = url.trim_start_matches("ws://").to_string();
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let own = format!("ws://{}", listener.local_addr().expect("it is bound"));
        let open = Arc::new(AtomicBool::new(true));
        let rule: Arc<Mutex<Rule>> = Arc::new(Mutex::new(Box::new(rule)));
        let still_open = open.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A closed line refuses, and one whose node is down as well.
                let Some(node) = TcpStream::connect(&node).ok().filter(|_| still_open.load(Ordering::SeqCst))
                else {
                    continue;
                };
                let rule = rule.clone();
                thread::spawn(move || relay(client, node, &rule));
            }
        });
        Self { url: own, open }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Something that refuses all further connections when it is called.
    pub fn closer(&self) -> impl Fn() + Send + 'static {
        let open = self.open.clone();
        move || open.store(false, Ordering::SeqCst)
    }
}

/// Passes on in both directions until one side hangs up or the rule cuts.
fn relay(mut client: TcpStream, mut node: TcpStream, rule: &Mutex<Rule>) {
    let (mut from_node, mut to_client) = (node.try_clone().unwrap(), client.try_clone().unwrap());
    let answers = thread::spawn(move || {
        let _ = std::io::copy(&mut from_node, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let _ = requests(&mut client, &mut node, rule);
    let _ = (client.shutdown(Shutdown::Both), node.shutdown(Shutdown::Both));
    let _ = answers.join();
}

fn requests(client: &mut TcpStream, node: &mut TcpStream, rule: &Mutex<Rule>) -> Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    node.write_all(&head)?;
    loop {
        let (frame, text) = frame(client)?;
        let verdict = (rule.lock().unwrap())(&text);
        match verdict {
            Verdict::Pass => node.write_all(&frame)?,
            Verdict::Cut => return Ok(()),
            Verdict::Hold => {}
            Verdict::PassAndCut => {
                // Nothing more goes back, so that the answer is lost for certain.
                client.shutdown(Shutdown::Both)?;
                node.write_all(&frame)?;
                thread::sleep(std::time::Duration::from_millis(500));
                return Ok(());
            }
            Verdict::Answer(answer) => {
                let length = u8::try_from(answer.len()).expect("short answers only");
                assert!(length < 126);
                client.write_all(&[&[0x81, length], answer.as_bytes()].concat())?;
            }
        }
    }
}

/// Reads one frame of a client: its bytes, and its text with the mask taken off.
fn frame(client: &mut TcpStream) -> Result<(Vec<u8>, String)> {
    let mut frame = vec![0; 2];
    client.read_exact(&mut frame)?;
    let more = match frame[1] & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let mut length = vec![0; more];
    client.read_exact(&mut length)?;
    let size = match more {
        0 => u64::from(frame[1] & 0x7f),
        _ => length.iter().fold(0, |size, byte| (size << 8) | u64::from(*byte)),
    };
    let mut masked = vec![0; 4 + usize::try_from(size).expect("it fits into memory")];
    client.read_exact(&mut masked)?;
    let (mask, payload) = masked.split_at(4);
    let text = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect::<Vec<_>>();
    frame.extend(length);
    frame.extend(&masked);
    Ok((frame, String::from_utf8_lossy(&text).into_owned()))
}

/// Whether a request sends a transaction.
pub fn submits(request: &str) -> bool {
    request.contains("author_submitAndWatchExtrinsic")
}
