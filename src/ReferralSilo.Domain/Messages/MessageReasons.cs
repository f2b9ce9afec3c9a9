namespace ReferralSilo.Domain.Messages;

/// <summary>Why a message waits or ended: public codes.</summary>
public static class MessageReasons
{
    /// <summary>The patient consented to no channel with an address.</summary>
    public const string NoConsent = "no-consent";

    /// <summary>The patient has no number and no mailbox, and no related person who has one was confirmed.</summary>
    public const string NoAddress = "no-address";

    /// <summary>The address is not that of the patient or of a person of the record any more.</summary>
    public const string NotOfPatient = "not-of-patient";

    /// <summary>Another number of the patient is noted as the only safe one.</summary>
    public const string NotSafe = "not-safe";

    /// <summary>The patient keeps it private: it may go only to the address that is named for it, and to no related
    /// person.</summary>
    public const string Private = "private";

    /// <summary>The related person is not confirmed by staff, or has no role today.</summary>
    public const string NotConfirmed = "person-not-confirmed";

    /// <summary>The related person may learn only of appointments.</summary>
    public const string NoDetails = "no-details";

    /// <summary>Every address to which it might go has said stop.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>Every address to which it might go is not one of the channel, or belongs to someone else.</summary>
    public const string InvalidAddress = "invalid-address";

    /// <summary>No transport is set up for the channel.</summary>
    public const string NoTransport = "no-transport";

    /// <summary>No template is approved.</summary>
    public const string NoTemplate = "no-template";

    /// <summary>Its due time has not come.</summary>
    public const string NotDue = "not-due";

    /// <summary>The answer of the transport was lost, and the provider cannot tell yet.</summary>
    public const string AnswerLost = "answer-lost";

    /// <summary>Outside of the permitted hours.</summary>
    public const string QuietHours = "quiet-hours";

    /// <summary>The address had many messages lately.</summary>
    public const string Pace = "pace";

    /// <summary>An emergency of the referral is not decided.</summary>
    public const string Emergency = "emergency-undecided";

    /// <summary>Messages are held after a restore.</summary>
    public const string Held = "held";

    /// <summary>The original of this restored copy may have sent it.</summary>
    public const string Restored = "restored";

    /// <summary>The transport keeps messages back for a while.</summary>
    public const string TransportClosed = "transport-closed";

    /// <summary>The provider refuses the sender's registration; an operator must act.</summary>
    public const string SenderStopped = "sender-stopped";

    /// <summary>The referral does not need it any more.</summary>
    public const string NotNeeded = "not-needed";

    /// <summary>A later message replaced it.</summary>
    public const string Replaced = "replaced";

    /// <summary>A person had it sent by another channel instead.</summary>
    public const string Resent = "resent";

    /// <summary>It would have come too late.</summary>
    public const string TooLate = "too-late";

    /// <summary>The process that called the transport ended.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The person is not on the on-call list any more.</summary>
    public const string NotOnCall = "not-on-call";

    /// <summary>The provider says that it does not have it, and it is not sent again.</summary>
    public const string NotFound = "not-found";
}
