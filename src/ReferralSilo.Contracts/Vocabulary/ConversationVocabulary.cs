namespace ReferralSilo.Contracts;

/// <summary>What one entry of a conversation is.</summary>
public enum ConversationEntryKind
{
    /// <summary>A text or mail that came in.</summary>
    Received,
    /// <summary>An answer that staff wrote.</summary>
    Reply,
    /// <summary>An answer that did not reach the person; the conversation is open again.</summary>
    ReplyFailed,
    /// <summary>Staff closed the conversation without an answer.</summary>
    Closed,
    /// <summary>A nurse decided on an emergency.</summary>
    EmergencyDecided,
}

/// <summary>What a text that came in did by itself.</summary>
public enum InboundEffect
{
    /// <summary>Nothing: a person reads it.</summary>
    None,
    /// <summary>All messages to the address are stopped.</summary>
    Stopped,
    /// <summary>The stop of the address is lifted; no consent came back.</summary>
    Started,
    /// <summary>The address is another person's; nothing is sent there.</summary>
    WrongNumber,
    /// <summary>Both: stopped, and another person's.</summary>
    StoppedWrongNumber,
}

/// <summary>How a nurse decided on an emergency in a conversation.</summary>
public enum EmergencyDecision
{
    /// <summary>Someone cared for the person.</summary>
    Handled,
    /// <summary>The words were no emergency.</summary>
    NotEmergency,
}
