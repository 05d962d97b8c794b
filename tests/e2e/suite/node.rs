//! One node for all tests: starting one takes longer than what they do with it.

use gridshare_live::DevNode;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// The node, as long as a test holds it or waits for it.
static NODE: Mutex<Weak<Mutex<DevNode>>> = Mutex::new(Weak::new());

/// Runs a test on a node, alone: it may move the clock, and what is deployed later starts later. Where there is no
/// node that is said, and nothing is run.
///
/// # Panics
/// When there is no node and `GRIDSHARE_NEED_NODE` is set.
pub fn with_node(test: impl FnOnce(&DevNode)) {
    let Some(node) = shared() else { return };
    // A test that failed before this one leaves a node behind that is as good as any.
    let node = node.lock().unwrap_or_else(PoisonError::into_inner);
    test(&node);
}

fn shared() -> Option<Arc<Mutex<DevNode>>> {
    let mut shared = NODE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(node) = shared.upgrade() {
        return Some(node);
    }
    let node = Arc::new(Mutex::new(DevNode::start()?));
    *shared = Arc::downgrade(&node);
    Some(node)
}
