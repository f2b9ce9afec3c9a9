namespace ReferralSilo.Contracts.Lists;

/// <summary>A list that the program derives from events, for operators.</summary>
/// <param name="Name">Name, e.g. <c>patients</c>.</param>
/// <param name="Build">Number of the build that queries use; null while the first one is built.</param>
/// <param name="AsOf">The build includes all events until then but those of parked streams; null without a
/// build.</param>
/// <param name="LagSeconds">How old the newest included event is while newer events wait; 0 when none waits.</param>
/// <param name="Building">Number of the build that is being made; null for none.</param>
/// <param name="Parked">Streams with an event that could not be folded; their later events wait.</param>
public sealed record ListStatus(string Name, int? Build, DateTimeOffset? AsOf, double LagSeconds, int? Building,
    IReadOnlyList<ParkedItem> Parked);

/// <summary>A parked stream.</summary>
/// <param name="Kind">Kind of the stream, e.g. <c>referral</c>.</param>
/// <param name="Id">Id of the stream.</param>
/// <param name="Version">Version of the event that failed.</param>
/// <param name="Waiting">Number of events that wait, the failed one included.</param>
/// <param name="Attempts">Number of attempts.</param>
/// <param name="Error">Type of the error, without data.</param>
public sealed record ParkedItem(string Kind, string Id, long Version, long Waiting, int Attempts, string Error);

/// <summary>Body of <c>POST /api/lists/{name}/parked</c>: folds the waiting events of a parked stream.</summary>
/// <param name="Kind">Kind of the stream.</param>
/// <param name="Id">Id of the stream.</param>
/// <param name="Skip">True: without the event that failed, which the list then never includes.</param>
public sealed record RetryParked([property: Token] string Kind, [property: ShortText] string Id, bool Skip = false);
