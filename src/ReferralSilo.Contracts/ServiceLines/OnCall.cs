namespace ReferralSilo.Contracts.ServiceLines;

/// <summary>Who is alerted off the screen when an urgent referral or an emergency of the line alarms and no one takes
/// it (TR-6): the people in their order, each when their hours hold, then the supervisor. Each gets one text or email
/// with the number and the link of the referral, never a patient.</summary>
public sealed record OnCallInput
{
    /// <summary>From the beginning of the alarm to the first alert, PT1M to PT4H; default PT10M. While no screen that
    /// shows the alarms of the line is open, the first alert goes out within a minute.</summary>
    [DurationLimit("PT1M", "PT4H")]
    public TimeSpan After { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>From one alert to the next, PT1M to PT4H; default PT10M. After an alert that could not be delivered the
    /// next one follows at once.</summary>
    [DurationLimit("PT1M", "PT4H")]
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The people on call, in the order in which they are alerted.</summary>
    [Items(50)]
    public IReadOnlyList<OnCallPersonInput> People { get; init; } = [];

    /// <summary>Alerted last, at any hour; null for no one.</summary>
    public OnCallPersonInput? Supervisor { get; init; }
}

/// <summary>One person on call and one way to reach them. A person may stand in the list several times, with other
/// hours or with another way.</summary>
/// <param name="Name">Name, 1 to 200 characters.</param>
/// <param name="User">Staff id; null for a person without an account.</param>
/// <param name="Phone">E.164 number for texts, such as +13035550100; exactly one of phone and email. A reader who may
/// not change the line does not get it.</param>
/// <param name="Email">Mailbox. A reader who may not change the line does not get it.</param>
/// <param name="Days">Days <c>mon</c>..<c>sun</c> on which the hours begin; null or empty for every day.</param>
/// <param name="From">Begin of the hours, <c>HH:mm</c> in the zone of the line; null for midnight.</param>
/// <param name="To">End of the hours, exclusive. It is on the next day when it is not later than
/// <paramref name="From"/>; null or <c>24:00</c> for the end of the day.</param>
/// <param name="Language">Language of the alert, BCP 47: English or Spanish; null for English.</param>
public sealed record OnCallPersonInput(
    [property: ShortText] string Name, [property: Token] string? User = null, [property: Token] string? Phone = null,
    [property: TextLimit(TextLimits.Email)] string? Email = null,
    [property: Items(7, TextLimits.Token)] IReadOnlyList<string>? Days = null, [property: Token] string? From = null,
    [property: Token] string? To = null, [property: Token] string? Language = null);
