using ReferralSilo.Contracts;

namespace ReferralSilo.Demo;

/// <summary>
/// Waiting times of synthetic people. Up to 20 referrals a minute, the times are those of real people on a quick day.
/// Above that, the times shrink in proportion, so that the number of open referrals stays the same.
/// </summary>
public sealed class DemoPace(double perMinute, Random random)
{
    /// <summary>Referrals a minute up to which the waiting times are not shortened.</summary>
    private const double Unhurried = 20;

    private readonly double _factor = Math.Min(1, Unhurried / perMinute);

    /// <summary>Time until the next referral. Arrivals are independent, so the gaps are exponential.</summary>
    public TimeSpan NextArrival() => TimeSpan.FromMinutes(-Math.Log(1 - random.NextDouble()) / perMinute);

    /// <summary>Time until the next action on a referral.</summary>
    public TimeSpan Before(Stage stage, Priority priority, bool taken) => (stage, priority) switch
    {
        (Stage.Received, Priority.Routine) when !taken => Between(10, 60),
        (Stage.Received, _) when !taken => Between(4, 20),
        (Stage.Received, _) => Between(8, 40),
        (Stage.InformationRequested, _) => Between(30, 150),
        (Stage.Accepted or Stage.Contacting, Priority.Routine) => Between(20, 80),
        (Stage.Accepted or Stage.Contacting, _) => Between(8, 30),
        (Stage.Waiting, _) => Between(8, 40),
        (Stage.Offered, _) => Between(20, 90),
        (Stage.Booked, _) => Between(30, 150),
        (Stage.Arrived, _) => Between(40, 150),
        _ => Between(15, 60),
    };

    /// <summary>Delay for a referral that was found at the start, so that not all begin together.</summary>
    public TimeSpan BeforeFound() => Between(5, 900);

    public bool Percent(double percent) => random.NextDouble() * 100 < percent;

    public T Of<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public DemoDice Dice() => new((ulong)random.NextInt64());

    private TimeSpan Between(double least, double most) =>
        TimeSpan.FromSeconds((least + random.NextDouble() * (most - least)) * _factor);
}
