using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Messages;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Contracts.Screens;

/// <summary>Live boards for a screen: the same versioned feed as the hub. Scoped to the signed-in user.</summary>
public interface IBoardWatch
{
    /// <summary>
    /// Frames of a board: first a snapshot or the changes since the cursor, then changes, and a heartbeat at least
    /// every 2 s. Throws <see cref="BoardRefusedException"/> for an unknown or forbidden board; ends when the user
    /// loses the right.
    /// </summary>
    IAsyncEnumerable<BoardFrame> Watch(string board, BoardCursor? cursor, CancellationToken ct);
}

/// <summary>A board cannot be watched: <c>board-unknown</c>, <c>board-forbidden</c>,
/// <c>board-unavailable</c>.</summary>
public sealed class BoardRefusedException(string code, string message) : Exception(message)
{
    /// <summary>Kebab-case code.</summary>
    public string Code { get; } = code;
}

/// <summary>Queries and commands for screens, with the same permissions, rules and answers as the HTTP API. Scoped to
/// the signed-in user.</summary>
public interface IConsoleApi
{
    /// <summary>The current session.</summary>
    Task<SessionView> Session(CancellationToken ct = default);

    /// <summary>One referral.</summary>
    Task<Answer<ReferralView>> Referral(string id, CancellationToken ct = default);

    /// <summary>Its events, oldest first.</summary>
    Task<Answer<IReadOnlyList<HistoryEntry>>> History(string id, CancellationToken ct = default);

    /// <summary>Its messages to the patient, newest first; a problem for users who may not see them.</summary>
    Task<Answer<Page<MessageView>>> Messages(string id, CancellationToken ct = default);

    /// <summary>Has a message sent again by another channel; a repeat makes no second one. Refused as
    /// <see cref="ResendMessage"/> says. The answer is the message as it is then.</summary>
    Task<Answer<MessageView>> Resend(string message, MessageChannel channel, CancellationToken ct = default);

    /// <summary>
    /// Sends a command. <paramref name="operation"/> is an idempotency key: a repeat returns the first answer.
    /// <paramref name="ifVersion"/> is the version that the user has read: 412 <c>version-mismatch</c> when the
    /// referral has another version now.
    /// </summary>
    Task<Answer<ReferralView>> Send(string id, ReferralCommand command, string operation, long? ifVersion,
        CancellationToken ct = default);

    /// <summary>Best slots for a referral.</summary>
    Task<Answer<SlotMatches>> Matches(string id, int limit, CancellationToken ct = default);

    /// <summary>Why a slot, or else a clinician, is not offered to a referral, or how it differs from the best
    /// one.</summary>
    Task<Answer<WhyNot>> WhyNot(string id, string? clinician, string? slot, CancellationToken ct = default);

    /// <summary>Best waiting referrals for a slot.</summary>
    Task<Answer<IReadOnlyList<ReferralMatch>>> SlotMatches(string slot, CancellationToken ct = default);

    /// <summary>Searches referrals by name, number, phone or birth date.</summary>
    Task<Answer<Page<ReferralView>>> Search(string text, CancellationToken ct = default);

    /// <summary>A page of the referrals of a service line in a stage, newest first.</summary>
    /// <param name="serviceLine">Service line id.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="cursor"><c>next</c> of the page before; null for the first page.</param>
    /// <param name="ct">Cancels the request.</param>
    Task<Answer<Page<ReferralView>>> InStage(string serviceLine, Stage stage, string? cursor,
        CancellationToken ct = default);

    /// <summary>Searches patients by name, phone or birth date; empty for users who may not see the list.</summary>
    Task<Answer<PatientPage>> Patients(PatientSearch search, CancellationToken ct = default);

    /// <summary>Staff who may get a referral of this line, by name; empty for users who may not see them.</summary>
    Task<IReadOnlyList<StaffName>> AssignableStaff(string serviceLine, CancellationToken ct = default);

    /// <summary>Names of colleagues, clinicians and sources; empty for a user of a source.</summary>
    Task<People> People(CancellationToken ct = default);

    /// <summary>Service lines the user may see.</summary>
    Task<IReadOnlyList<ServiceLineView>> ServiceLines(CancellationToken ct = default);
}
