using System.Collections;
using Hl7.Fhir.Model;

namespace ReferralSilo.Fhir;

/// <summary>Finds what the FHIR library accepts although its own properties then throw: values of a wrong type, and
/// null in lists. After this check a mapping may read any property.</summary>
internal static class FhirShape
{
    /// <summary>FHIRPath of the first malformed element, or null.</summary>
    public static string? FindMalformed(Base element, string path)
    {
        if (element.HasOverflow) return path;
        foreach (var (name, value) in element.EnumerateElements())
        {
            var at = $"{path}.{name}";
            if (value is Base child)
            {
                if (FindMalformed(child, at) is { } found) return found;
            }
            else if (value is IEnumerable list and not string)
            {
                var index = 0;
                foreach (var item in list)
                {
                    if (item is null) return $"{at}[{index}]";
                    if (item is Base own && FindMalformed(own, $"{at}[{index}]") is { } found) return found;
                    index++;
                }
            }
        }
        return null;
    }
}
