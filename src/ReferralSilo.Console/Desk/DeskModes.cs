namespace ReferralSilo.Console.Desk;

/// <summary>How the desk shows the clinicians' times.</summary>
public enum DeskMode
{
    /// <summary>One day, clinicians by time.</summary>
    Day,

    /// <summary>Seven days, clinicians by day.</summary>
    Week,

    /// <summary>The next free start of each clinician.</summary>
    Next,
}

/// <summary>The names of the views, on the screen and in the address.</summary>
public static class DeskModes
{
    /// <summary>All views, in the order of their buttons.</summary>
    public static IReadOnlyList<(DeskMode Mode, string Text)> All { get; } =
        [(DeskMode.Day, "Day"), (DeskMode.Week, "Week"), (DeskMode.Next, "Next free")];

    /// <summary>The name in the address.</summary>
    public static string Name(DeskMode mode) => mode switch
    {
        DeskMode.Week => "week",
        DeskMode.Next => "next",
        _ => "day",
    };

    /// <summary>The view of an address; the day for an unknown name.</summary>
    public static DeskMode Parse(string? name) => All.FirstOrDefault(m => Name(m.Mode) == name).Mode;

    /// <summary>The view after another one, the first after the last.</summary>
    public static DeskMode After(DeskMode mode) => (DeskMode)(((int)mode + 1) % All.Count);
}
