-- What limited keys reach (lib/catalog/population.h). Whoever writes rows of departments has
-- raised the realm's rule departments.parent before, and so goes alone.

-- population_realm: one
-- The current realm of a mode, which stays so until COMMIT.
-- in: entity_id u64, mode text
-- out: id u64
SELECT r.id FROM realms r WHERE r.entity_id = :entity_id AND r.current_mode = :mode
LOCK IN SHARE MODE

-- population_value_find: one
-- A department, location or union by its id or code.
-- in: realm_id u64, dimension text, id uuid, code text
-- out: id uuid
SELECT d.id FROM departments d
WHERE d.realm_id = :realm_id AND :dimension = 'departments' AND (d.id = :id OR d.code = :code)
UNION ALL
SELECT l.id FROM locations l
WHERE l.realm_id = :realm_id AND :dimension = 'locations' AND (l.id = :id OR l.code = :code)
UNION ALL
SELECT u.id FROM unions u
WHERE u.realm_id = :realm_id AND :dimension = 'unions' AND (u.id = :id OR u.code = :code)

-- population_chosen: many
-- What is chosen for a key, in its realm of now.
-- in: entity_id u64, key_id uuid
-- out: dimension text, value uuid
SELECT p.dimension, p.value
FROM api_keys k
JOIN realms r ON r.entity_id = k.entity_id AND r.current_mode = k.mode
JOIN key_population p ON p.entity_id = k.entity_id AND p.key_id = k.id AND p.realm_id = r.id
	AND p.chosen
WHERE k.entity_id = :entity_id AND k.id = :key_id
ORDER BY p.dimension, p.value

-- population_delete: exec
-- in: entity_id u64, key_id uuid, realm_id u64
DELETE FROM key_population
WHERE entity_id = :entity_id AND key_id = :key_id AND realm_id = :realm_id

-- population_insert: bulk
-- in: entity_id u64, key_id uuid, realm_id u64, population text, dimension text, value uuid, chosen bool
INSERT INTO key_population (entity_id, key_id, realm_id, population, dimension, value, chosen)
VALUES (:entity_id, :key_id, :realm_id, :population, :dimension, :value, :chosen)

-- population_below: many
-- Departments below those chosen for a key, that are not chosen themselves.
-- in: entity_id u64, key_id uuid, realm_id u64
-- out: id uuid
WITH RECURSIVE tree (id) AS (
	SELECT p.value FROM key_population p
	WHERE p.entity_id = :entity_id AND p.key_id = :key_id AND p.realm_id = :realm_id
		AND p.dimension = 'departments' AND p.chosen
	UNION
	SELECT d.id FROM tree t
	JOIN departments d ON d.realm_id = :realm_id AND d.parent_department_id = t.id
)
SELECT tree.id FROM tree
WHERE NOT EXISTS (SELECT 1 FROM key_population q
	WHERE q.entity_id = :entity_id AND q.key_id = :key_id AND q.realm_id = :realm_id
	AND q.dimension = 'departments' AND q.value = tree.id)

-- department_subtree: many
-- A department and all below it, each after the one above it.
-- in: realm_id u64, id uuid
-- out: id uuid, above_id uuid?
WITH RECURSIVE tree (id, above_id, depth) AS (
	SELECT d.id, d.parent_department_id, 1 FROM departments d
	WHERE d.realm_id = :realm_id AND d.id = :id
	UNION ALL
	SELECT d.id, d.parent_department_id, t.depth + 1 FROM tree t
	JOIN departments d ON d.realm_id = :realm_id AND d.parent_department_id = t.id
)
SELECT tree.id, tree.above_id FROM tree ORDER BY tree.depth

-- population_leave: exec
-- A department is within no population any more, but where it was chosen.
-- in: realm_id u64, id uuid
DELETE FROM key_population
WHERE realm_id = :realm_id AND dimension = 'departments' AND value = :id AND NOT chosen

-- population_follow: exec
-- A department is within every population in which the one above it is.
-- in: realm_id u64, id uuid, above_id uuid
INSERT INTO key_population (entity_id, key_id, realm_id, population, dimension, value, chosen)
SELECT p.entity_id, p.key_id, p.realm_id, p.population, p.dimension, :id, FALSE
FROM key_population p
WHERE p.realm_id = :realm_id AND p.dimension = 'departments' AND p.value = :above_id
ON DUPLICATE KEY UPDATE chosen = key_population.chosen

-- population_has: one
-- Whether a key reaches a value; it does so until COMMIT.
-- in: entity_id u64, key_id uuid, realm_id u64, dimension text, value uuid
-- out: chosen bool
SELECT p.chosen FROM key_population p
WHERE p.entity_id = :entity_id AND p.key_id = :key_id AND p.realm_id = :realm_id
	AND p.dimension = :dimension AND p.value = :value
LOCK IN SHARE MODE

-- population_carry: exec
-- What is chosen in one realm of a company is chosen in another, by its code.
-- in: entity_id u64, from_realm u64, to_realm u64
INSERT INTO key_population (entity_id, key_id, realm_id, population, dimension, value, chosen)
SELECT p.entity_id, p.key_id, :to_realm, p.population, p.dimension, n.id, TRUE
FROM key_population p
JOIN departments o ON o.realm_id = p.realm_id AND o.id = p.value
JOIN departments n ON n.realm_id = :to_realm AND n.code = o.code
WHERE p.entity_id = :entity_id AND p.realm_id = :from_realm AND p.dimension = 'departments'
	AND p.chosen
UNION ALL
SELECT p.entity_id, p.key_id, :to_realm, p.population, p.dimension, n.id, TRUE
FROM key_population p
JOIN locations o ON o.realm_id = p.realm_id AND o.id = p.value
JOIN locations n ON n.realm_id = :to_realm AND n.code = o.code
WHERE p.entity_id = :entity_id AND p.realm_id = :from_realm AND p.dimension = 'locations'
	AND p.chosen
UNION ALL
SELECT p.entity_id, p.key_id, :to_realm, p.population, p.dimension, n.id, TRUE
FROM key_population p
JOIN unions o ON o.realm_id = p.realm_id AND o.id = p.value
JOIN unions n ON n.realm_id = :to_realm AND n.code = o.code
WHERE p.entity_id = :entity_id AND p.realm_id = :from_realm AND p.dimension = 'unions'
	AND p.chosen

-- population_keys: many
-- Keys that are limited in a realm.
-- in: entity_id u64, realm_id u64
-- out: key_id uuid, population text
SELECT DISTINCT p.key_id, p.population FROM key_population p
WHERE p.entity_id = :entity_id AND p.realm_id = :realm_id

-- population_place_of_person: one
-- Where somebody stands: by employee, or without one by the key that made the person.
-- in: realm_id u64, id uuid
-- out: department_id uuid?, location_id uuid?, union_id uuid?, creator_key_id uuid?
SELECT e.department_id, e.location_id, e.union_id,
	IF(e.id IS NULL, p.creator_key_id, NULL) AS creator_key_id
FROM persons p
LEFT JOIN employees e ON e.realm_id = p.realm_id AND e.person_id = p.id
WHERE p.realm_id = :realm_id AND p.id = :id

-- population_place_of_employee: one
-- in: realm_id u64, id uuid
-- out: department_id uuid?, location_id uuid?, union_id uuid?
SELECT e.department_id, e.location_id, e.union_id
FROM employees e WHERE e.realm_id = :realm_id AND e.id = :id
