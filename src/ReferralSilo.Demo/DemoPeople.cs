using System.Globalization;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Demo;

/// <summary>Synthetic people: random names, 555-01xx phone numbers and example.org addresses. No real person.</summary>
public static class DemoPeople
{
    private static readonly string[] Given =
    [
        "Dana", "Marcus", "Elif", "Ruth", "Oscar", "Priya", "Tobias", "Naomi", "Hector", "Imani", "Lena", "Samuel",
        "Yara", "Victor", "Alma",
        "Jonah", "Rosa", "Peter", "Amina", "Caleb", "Ines", "Walter", "Mei", "Andre", "Greta", "Luis", "Fatima", "Noel",
        "Ida", "Ravi",
        "Celeste", "Omar", "Tessa", "Jorge", "Wren", "Malik", "Edith", "Paolo", "Sana", "Hugo", "Nell", "Ivan",
        "Carmen", "Felix", "Zoe", "Arjun",
    ];

    private static readonly string[] Family =
    [
        "Okafor", "Whitaker", "Demir", "Halvorsen", "Quintero", "Raman", "Bergstrom", "Castellano", "Yazzie", "Mbeki",
        "Novak", "Ellison", "Haddad",
        "Petrov", "Sandoval", "Kowalski", "Trujillo", "Lindgren", "Farah", "Begay", "Moreno", "Ashworth", "Zhang",
        "Toussaint", "Vogel", "Archuleta",
        "Rahman", "Delaney", "Sorensen", "Iyer", "Montoya", "Abbott", "Nakai", "Salazar", "Brandt", "Osman", "Prescott",
        "Ferrari", "Qureshi",
        "Lucero", "Holloway", "Ivanova", "Baca", "Grau", "Pham", "Tanaka", "McKenna",
    ];

    private static readonly Dictionary<string, string[]> AreaCodes = new()
    {
        ["CO"] = ["303", "720", "970", "719"],
        ["WY"] = ["307"],
        ["NM"] = ["505", "575"],
        ["UT"] = ["801", "435"],
        ["AZ"] = ["602", "520", "480"],
        ["CA"] = ["415"],
    };

    /// <summary>Creates a person in the given state, with an age in the given range of years.</summary>
    public static PatientInput Person(DemoDice dice, string state, int youngest, int oldest)
    {
        var (given, family) = (dice.Of("given", Given), dice.Of("family", Family));
        // Birth dates do not depend on today, so that a load that continues tomorrow creates the same people.
        var born = new DateOnly(2026 - youngest - 1 - dice.Throw("age", oldest - youngest), 1, 1)
            .AddDays(dice.Throw("birthday", 365));
        var mail = dice.Percent("has-mail", 70)
            ? $"{given}.{family}{dice.Throw("mail", 90) + 10}@example.org".ToLowerInvariant() : null;
        var channel =
            dice.Throw("channel", 10) switch { < 5 => Channel.Sms, < 8 => Channel.Call, _ =>
            mail is null ? Channel.Call : Channel.Email };
        var phone = string.Create(CultureInfo.InvariantCulture,
            $"+1{dice.Of("area", AreaCodes[state])}55501{dice.Throw("phone", 100):00}");
        return new PatientInput(given, family, born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            new LocationInput("US", state),
            state == "AZ" ? "America/Phoenix" : "America/Denver", Language(dice), [phone], mail, channel);
    }

    private static string Language(DemoDice dice) =>
        dice.Throw("language", 100) switch { < 78 => "en", < 95 => "es", < 97 => "vi", < 99 => "fr", _ => "ar" };
}
