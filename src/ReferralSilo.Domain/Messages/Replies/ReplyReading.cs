using ReferralSilo.Domain.Emergencies;

namespace ReferralSilo.Domain.Messages.Replies;

/// <summary>What an inbound text asks for.</summary>
public enum ReplyMeaning
{
    /// <summary>Everything else: a person reads it.</summary>
    Conversation,
    /// <summary>No more texts to this number: an opt-out word, or a sentence that says so.</summary>
    OptOut,
    /// <summary>An opt-in word: lifts the suppression of the number, and gives no consent back.</summary>
    OptIn,
    /// <summary>The number belongs to another person than was meant.</summary>
    WrongNumber,
    /// <summary>One of the answers that the last message offered.</summary>
    Code,
    /// <summary>Yes, without more.</summary>
    Yes,
    /// <summary>No, without more.</summary>
    No,
    /// <summary>May be an opt-out or an opt-in, and may be something else: a person decides.</summary>
    ForPerson,
}

/// <summary>A reply code as a message offers it: <c>1</c>, or <c>1A</c> where two messages to one number wait for an
/// answer.</summary>
/// <param name="Digit">1–9.</param>
/// <param name="Letter">A–Z; null for none.</param>
public readonly record struct ReplyCode(int Digit, char? Letter);

/// <summary>An inbound text as it was understood.</summary>
/// <param name="Meaning">What is done at once.</param>
/// <param name="Code">Set for <see cref="ReplyMeaning.Code"/>.</param>
/// <param name="SaysWrongNumber">Also true for an opt-out that says it.</param>
/// <param name="Emergency">Words of an emergency, whatever else the text says; null for none.</param>
public sealed record ReplyReading(ReplyMeaning Meaning, ReplyCode? Code = null, bool SaysWrongNumber = false,
    EmergencyFinding? Emergency = null)
{
    /// <summary>True for an opt-out, or a wrong number, with sentences that say something else: a person reads
    /// them.</summary>
    public bool SaysMore { get; init; }
}
