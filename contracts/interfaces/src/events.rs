//! Emits events one way for all of them: a piece of code for each would be several times as large.

use ink::env::event::state::{HasRemainingTopics, Uninit};
use ink::env::event::{TopicsBuilder, TopicsBuilderBackend};
use ink::env::{DefaultEnvironment, Environment, Event};
use ink::prelude::vec::Vec;
use scale::{Encode, Output};

/// An event that is encoded already, with its signature and one topic of at most 32 bytes.
struct Encoded {
    topics: [[u8; 32]; 2],
    data: Vec<u8>,
}

impl Encode for Encoded {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(&self.data);
    }
}

impl Event for Encoded {
    type RemainingTopics = [HasRemainingTopics; 2];
    const SIGNATURE_TOPIC: Option<[u8; 32]> = None;

    fn topics<E, B>(&self, builder: TopicsBuilder<Uninit, E, B>) -> <B as TopicsBuilderBackend<E>>::Output
    where
        E: Environment,
        B: TopicsBuilderBackend<E>,
    {
        let [signature, topic] = &self.topics;
        builder.build::<Self>().push_topic(Some(signature)).push_topic(Some(topic)).finish()
    }
}

/// Emits `event`, whose one topic is the number `topic`: a node's or a lease's.
pub fn emit<E: Event>(topic: impl Into<u64>, event: E) {
    let signature = E::SIGNATURE_TOPIC.unwrap_or_default();
    let mut data = Vec::with_capacity(256);
    event.encode_to(&mut data);
    send(signature, topic.into(), data);
}

#[inline(never)]
fn send(signature: [u8; 32], number: u64, data: Vec<u8>) {
    let mut topic = [0; 32];
    topic[..8].copy_from_slice(&number.to_le_bytes());
    ink::env::emit_event::<DefaultEnvironment, _>(Encoded { topics: [signature, topic], data });
}
