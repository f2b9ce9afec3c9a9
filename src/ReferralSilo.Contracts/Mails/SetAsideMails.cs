namespace ReferralSilo.Contracts.Mails;

/// <summary>The mails of the clinic's mailbox that the program set aside: staff finds them there. Answer of
/// <c>GET /api/mails/set-aside</c>.</summary>
/// <param name="Count">Number of all.</param>
/// <param name="Items">The newest ones, newest first, at most 100.</param>
public sealed record SetAsideMails(long Count, IReadOnlyList<SetAsideMailView> Items);

/// <summary>A mail that was set aside. Neither its sender nor its text is kept.</summary>
/// <param name="Id">For <c>POST /api/mails/set-aside/{id}/retry</c>.</param>
/// <param name="Uid">Its UID in the mailbox.</param>
/// <param name="Why"><c>unreadable</c>, <c>program-ended</c>, <c>not-given</c> by the server, <c>not-recorded</c> or
/// <c>gone</c> from the mailbox.</param>
/// <param name="At">When it was set aside.</param>
/// <param name="Retrying">True after someone asked to read it again, until it is read.</param>
public sealed record SetAsideMailView(string Id, long Uid, string Why, DateTimeOffset At, bool Retrying);
